using System.Text.Json;
using Baton.Engine.Journal;
using Baton.Engine.Runs;
using Baton.Engine.Stores;
using Baton.Engine.Stores.InMemory;

namespace Baton.Tests.Engine.Crash;

/// <summary>One execution of the graph, with a crash after so many appends, and what it left behind.</summary>
internal sealed class CrashRun
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(2);
    private readonly InMemoryStore _store = new(TimeProvider.System);
    private readonly World _world;
    private readonly List<string> _faults = [];

    private readonly string _graph;
    private readonly JsonElement _answer;

    private CrashRun(string graph, object answer)
    {
        _world = new World(new JournalReader(_store));
        _graph = graph;
        _answer = EngineFixture.Json(answer);
    }

    /// <summary>How many appends the first engine made.</summary>
    public int Appends { get; private set; }

    public bool HasCrashed { get; private set; }

    public RunStatus Status { get; private set; }

    public JsonElement? Output { get; private set; }

    /// <summary>What was completed, once each: nodes, branches, effects and compensations of the run and its child.</summary>
    public IReadOnlyList<string> Completed { get; private set; } = [];

    /// <summary>How often starts had to be repeated.</summary>
    public int RepeatedStarts { get; private set; }

    public IReadOnlyList<string> Faults => [.. _faults, .. _world.Faults];

    /// <summary>Executes to the end, with a second engine on the same store after the crash.</summary>
    /// <param name="graph">Which of the <see cref="CrashGraphs"/>.</param>
    /// <param name="answer">What a person answers when the run asks.</param>
    /// <param name="limit">The append after which the first engine dies.</param>
    /// <param name="mode">How it dies.</param>
    public static async Task<CrashRun> ExecuteAsync(string graph, object answer, int limit, CrashMode mode)
    {
        var run = new CrashRun(graph, answer);
        await run.RunAsync(new CrashingStore(run._store, limit, mode));
        return run;
    }

    private async Task RunAsync(CrashingStore dying)
    {
        var engine = await StartAsync(dying);
        try
        {
            var request = new RunRequest(_graph) { Input = EngineFixture.Json(new { name = "Ada" }), IdempotencyKey = "the run" };
            var id = (await engine.Runs.StartAsync(request, CancellationToken.None)).Run.Id;
            await _store.Runs.SendAsync(
                new InboxMessage("default", id, InboxKind.Event) { Name = CrashGraphs.Signal, Value = EngineFixture.Json("it") }, CancellationToken.None);
            using var patience = new CancellationTokenSource(EngineFixture.Patience);
            while (await FindAsync(id) is { } row && !row.Status.HasEnded() && !patience.IsCancellationRequested)
            {
                if (dying.Crashed.IsCompleted && !HasCrashed)
                {
                    HasCrashed = true;
                    await engine.DisposeAsync();
                    engine = await StartAsync(_store);
                }

                await AnswerAsync(engine, id);
                await Task.Delay(Pause, CancellationToken.None);
            }

            Appends = dying.Appends;
            await ReadAsync(id);
        }
        finally
        {
            await engine.DisposeAsync();
        }
    }

    private Task<EngineFixture> StartAsync(IStore store) =>
        EngineFixture.StartAsync(store, TimeProvider.System, options => options.InMemoryWait = TimeSpan.FromMilliseconds(5), CrashGraphs.All(_world));

    private ValueTask<RunRow?> FindAsync(Guid run) => _store.Runs.FindAsync("default", run, CancellationToken.None);

    private async Task AnswerAsync(EngineFixture engine, Guid run)
    {
        var open = await _store.Runs.TicketsAsync(new TicketQuery("default") { Run = run, Kind = TicketKind.Approval }, CancellationToken.None);
        if (open.Count == 0) return;
        try
        {
            await engine.Runs.AnswerAsync("default", open[0].Id, new TicketAnswer(_answer, $"answer to {open[0].Id}", "Ada"), CancellationToken.None);
        }
        catch (CrashException)
        {
            // It is sent again to the next engine, under the same key.
        }
    }

    private async Task ReadAsync(Guid id)
    {
        _faults.AddRange(await _store.CheckIntegrityAsync(CancellationToken.None));
        var completed = new List<string>();
        foreach (var row in await _store.Runs.QueryAsync(new RunQuery(null), CancellationToken.None))
        {
            var entries = await new JournalReader(_store).ReadAsync(row.Id, 0, int.MaxValue, CancellationToken.None);
            completed.AddRange(Fold(row, entries));
            await CheckAccountsAsync(row, entries);
            if (row.Status != RunStatus.Success) _faults.Add($"{row.Graph} is {row.Status} {row.ErrorCode}: {string.Join(' ', entries.TakeLast(6).Select(Show))}");
            if (row.Id != id) continue;
            Status = row.Status;
            Output = entries.Select(JournalCodec.Decode).OfType<RunFinished>().FirstOrDefault()?.Output;
        }

        foreach (var calls in _world.Calls.GroupBy(call => call.Key))
        {
            if (calls.DistinctBy(call => (call.Run, call.Visit, call.Name)).Count() > 1) _faults.Add($"{calls.First()} shares its key.");
            if (calls.Select(call => call.Said).Distinct().Count() > 1) _faults.Add($"{calls.First()} said different things: recorded values changed.");
            if (calls.Count(call => !call.Repeated) > 1) _faults.Add($"{calls.First()} was repeated without saying so.");
        }

        Completed = [.. completed.Order(StringComparer.Ordinal)];
    }

    /// <summary>Each entry that tells of a call has its row in the accounts, and no other call has one.</summary>
    private async Task CheckAccountsAsync(RunRow row, IReadOnlyList<JournalEntry> entries)
    {
        var day = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime);
        var query = new CostQuery("default", day.AddDays(-1), day) { Where = new Dictionary<CostDimension, string> { [CostDimension.Run] = row.Id.ToString("D") } };
        var sums = await _store.Costs.QueryAsync(query, CancellationToken.None);
        var charged = sums.Count == 0 ? CostAmounts.None : sums[0].Amounts;
        var bodies = entries.Select(JournalCodec.Decode).ToList();
        var (succeeded, failed) = (bodies.OfType<EffectCompleted>().Count(), bodies.OfType<EffectFailed>().Count());

        // What a person said in a call's place was no call.
        if (bodies.OfType<EffectStarted>().Any(started => started.AtMostOnce)) return;
        if ((charged.Calls, charged.Failed) != (succeeded + failed, failed)) _faults.Add($"{row.Graph} is charged {charged} for {succeeded} results and {failed} failures.");
        if (charged.CostUsd != 0.001m * (succeeded + failed)) _faults.Add($"{row.Graph} is charged {charged.CostUsd} $.");
    }

    private IEnumerable<string> Fold(RunRow row, IReadOnlyList<JournalEntry> entries)
    {
        if (!entries.Select(entry => entry.Seq).SequenceEqual(Enumerable.Range(1, entries.Count))) _faults.Add($"The journal of {row.Graph} has a gap.");
        var starts = new Dictionary<int, EffectStarted>();
        foreach (var entry in entries)
        {
            switch (JournalCodec.Decode(entry))
            {
                case Checkpoint checkpoint:
                    yield return $"{row.Graph} node {checkpoint.Visit} -> {checkpoint.Next}";
                    break;
                case BranchCompleted branch:
                    yield return $"{row.Graph} branch {branch.Visit} {branch.Error?.Code}";
                    break;
                case NodeFailed { Next: not null } failed:
                    yield return $"{row.Graph} compensated {failed.Visit} -> {failed.Next}";
                    break;
                case EffectStarted started:
                    starts[entry.Seq] = started;
                    CountCalls(row, started);
                    break;
                case EffectCompleted effect:
                    yield return $"{row.Graph} effect {starts[effect.Start].Visit} {starts[effect.Start].Name} {starts[effect.Start].Ordinal}";
                    break;
                case RunFinished finished:
                    yield return $"{row.Graph} finished {finished.Status}";
                    break;
            }
        }

        void CountCalls(RunRow row, EffectStarted started)
        {
            if (started.Repeated) RepeatedStarts++;
            var all = entries.Select(JournalCodec.Decode).ToList();
            var same = Enumerable.Range(0, all.Count).Where(index => all[index] is EffectStarted other && other with { Repeated = false } == started with { Repeated = false }).ToList();
            var failures = all.OfType<EffectFailed>().Count(failed => failed.Start == entries[same[0]].Seq);
            var fresh = same.Count(index => !((EffectStarted)all[index]).Repeated);
            if (fresh < 1 || fresh > 1 + failures) _faults.Add($"{started} has {fresh} starts that are not marked as repeated, and {failures} failures.");
            var key = Baton.Engine.Effects.TicketIds.EffectKey("default", row.Id, started.Visit, started.Name, started.Ordinal, started.Generation);
            var calls = _world.Calls.Count(call => call.Key == key);
            var allowed = failures + (started.AtMostOnce ? 1 : same.Count + (HasCrashed ? 1 : 0));
            if (calls > allowed) _faults.Add($"{started} was called {calls} times with {same.Count} starts and {failures} failures.");
            if (calls == 0 && !started.AtMostOnce) _faults.Add($"{started} was never called.");
        }
    }

    private static string Show(JournalEntry entry) => $"{entry.Seq}:{entry.Kind}:{System.Text.Encoding.UTF8.GetString(entry.Body.Span)}";
}
