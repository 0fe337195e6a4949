using Baton.Engine.Hosting;
using Baton.Engine.Journal;
using Baton.Engine.Notices;
using Baton.Engine.Runs;
using Baton.Engine.Servers;
using Baton.Engine.Stores;
using Baton.Engine.Stores.InMemory;
using Baton.Engine.Streaming;
using Baton.Errors;
using Baton.Graphs;
using Microsoft.Extensions.Logging.Abstractions;

namespace Baton.Engine.Replay;

/// <summary>
/// Executes a recorded journal again, against the graph as it is today: every effect, answer and clock reading comes from the record,
/// nothing is called and nothing is stored. Says where today's graph would differ.
/// </summary>
/// <remarks>Safe for concurrent use.</remarks>
public sealed class JournalReplay
{
    private readonly EngineParts _parts;

    internal JournalReplay(EngineParts parts) => _parts = parts;

    /// <summary>The history of a run in the store.</summary>
    /// <exception cref="BatonException">There is no such run.</exception>
    public async ValueTask<RunHistory> HistoryAsync(string tenant, Guid run, CancellationToken cancellationToken)
    {
        var row = await _parts.Store.Runs.FindAsync(tenant, run, cancellationToken)
            ?? throw new BatonException(ErrorCodes.RunUnknown, $"There is no run {run}.");
        var ledger = await _parts.States.LedgerAsync(run, int.MaxValue, cancellationToken);
        var entries = await _parts.States.EntriesAsync(run, int.MaxValue, cancellationToken);
        var origin = ledger.Root?.Started.Base is null ? null : (System.Text.Json.JsonElement?)ledger.BaseDocument.ToElement();
        return RunHistory.Of(tenant, run, row.Thread, entries, origin);
    }

    /// <summary>Replays a history.</summary>
    /// <returns>Every difference; none where today's graph would do the same.</returns>
    /// <exception cref="BatonException">The history's graph is not registered here.</exception>
    public ValueTask<ReplayReport> ReplayAsync(RunHistory history, CancellationToken cancellationToken) => ReplayAsync(history, null, cancellationToken);

    /// <summary>Rebuilds what an effect was asked with, by replaying the run up to it: the journal has of a request references and a hash only.</summary>
    /// <param name="history">The run.</param>
    /// <param name="seq">The entry that starts the effect, or one that ends a try of it.</param>
    /// <param name="take">Called when the replay comes to the effect, while what it was asked with is as it was.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The effect; null where no entry of this number is about one.</returns>
    /// <exception cref="BatonException">The history's graph is not registered here.</exception>
    public async ValueTask<RebuiltEffect?> RebuildAsync(RunHistory history, int seq, Action<EffectOptions> take, CancellationToken cancellationToken)
    {
        var bodies = history.ToEntries().ToDictionary(entry => entry.Seq, JournalCodec.Decode);
        var start = bodies.GetValueOrDefault(seq) switch { EffectStarted => seq, EffectCompleted done => done.Start, EffectFailed failed => failed.Start, _ => 0 };
        if (bodies.GetValueOrDefault(start) is not EffectStarted started) return null;
        using var found = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        AskedEffect? asked = null;
        try
        {
            await ReplayAsync(history, Watch, found.Token);
        }
        catch (OperationCanceledException) when (asked is not null && !cancellationToken.IsCancellationRequested)
        {
            // It came to what was looked for, and goes no further.
        }

        return new RebuiltEffect(start, started, asked);

        void Watch(AskedEffect effect)
        {
            if ((effect.Visit, effect.Name, effect.Ordinal) != (started.Visit, started.Name, started.Ordinal)) return;
            if (asked is null) take(effect.Options);
            asked = effect;
            found.Cancel();
        }
    }

    private async ValueTask<ReplayReport> ReplayAsync(RunHistory history, Action<AskedEffect>? asked, CancellationToken cancellationToken)
    {
        var record = new ReplayRecord(history);
        var started = record.Started;
        var graph = _parts.Graphs.Get(started.Graph);
        var row = new RunRow(history.Tenant, history.Run, started.Graph, graph.Version, "replay", RunStatus.Running) { Assistant = started.Graph, Thread = history.Thread };
        var comparison = new ReplayComparison(record);
        // A scratch store: whatever today's graph might start or send goes nowhere.
        await using var scratch = new InMemoryStore(_parts.Time);
        var parts = _parts with
        {
            Hub = new RunHub(),
            Store = scratch,
            States = new StateLoader(new JournalReader(scratch)),
            Lease = ServerLease.Everlasting(_parts.Time),
            Versions = new VersionPins(_parts.Options, NullLogger<VersionPins>.Instance),
            Archive = _parts.Archive.ReadOnly(),
            Notices = NoticeSources.None,
            Nudge = static () => { },
            Stop = static _ => ValueTask.CompletedTask,
            Parked = static _ => { },
            BudgetNearlySpent = static (_, _) => { },
            Asked = asked,
        };
        using var activation = new RunActivation(parts, row, new RunLease(history.Run, 0, 0, 1), record.Ledger(), comparison.CommitAsync)
        {
            GivenBase = history.Base is { } origin ? StateDocument.Of(origin) : null,
        };
        activation.InboxWasEmpty(default);
        using var stop = cancellationToken.Register(activation.Abort);
        await new RunExecutor(activation, graph).ExecuteAsync(isFresh: true);
        cancellationToken.ThrowIfCancellationRequested();
        return new ReplayReport(started.Graph, started.Version, graph.Version, comparison.Compared, comparison.Conclude());
    }
}

/// <summary>What a replay found.</summary>
/// <param name="Graph">The graph.</param>
/// <param name="RecordedVersion">The version that wrote the journal.</param>
/// <param name="Version">The version that was replayed.</param>
/// <param name="Compared">How many entries were compared.</param>
/// <param name="Differences">Where today's graph would differ, in the journal's order.</param>
public sealed record ReplayReport(string Graph, int RecordedVersion, int Version, int Compared, IReadOnlyList<ReplayDifference> Differences);

/// <summary>One difference.</summary>
/// <param name="Seq">The recorded entry, or null where there is none.</param>
/// <param name="What">Which entry: its kind and visit.</param>
/// <param name="Recorded">What the journal has, or null.</param>
/// <param name="Today">What today's graph would write, or null.</param>
public sealed record ReplayDifference(int? Seq, string What, string? Recorded, string? Today);
