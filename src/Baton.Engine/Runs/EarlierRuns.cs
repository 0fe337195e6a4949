using Baton.Engine.Effects;
using Baton.Engine.Journal;

namespace Baton.Engine.Runs;

/// <summary>
/// The runs in whose middle a run began, nearest first: a fork does again what lies behind its checkpoint, and a child of a fork does again
/// what the child in its place did. What these have started may have happened.
/// </summary>
/// <remarks>Read on first use, which most runs never come to. Safe for concurrent use.</remarks>
internal sealed class EarlierRuns(EngineParts parts, string tenant, RunStarted? started)
{
    private readonly Lock _gate = new();
    private Task<IReadOnlyList<EarlierRun>>? _all;

    /// <summary>The checkpoint that the run goes on from; set when it is opened.</summary>
    public CheckpointRef? Base { get; set; }

    private CheckpointRef? First => started is null ? null : Origin(started, Base);

    /// <summary>All of them.</summary>
    public Task<IReadOnlyList<EarlierRun>> AllAsync()
    {
        lock (_gate) return _all ??= ReadAsync();
    }

    /// <summary>The nearest one that has started an effect, or null.</summary>
    public async ValueTask<EarlierRun?> WhoStartedAsync(string visit, string name, int ordinal)
    {
        if (First is null) return null;
        return (await AllAsync()).FirstOrDefault(run => run.Started.Contains((run.VisitOf(visit), name, ordinal)));
    }

    /// <summary>The child that the nearest one had started in a visit, or null.</summary>
    public async ValueTask<Guid?> ChildAsync(string visit)
    {
        if (First is null) return null;
        foreach (var run in await AllAsync())
        {
            var child = TicketIds.Child(tenant, run.Run, run.VisitOf(visit));
            if (await parts.Store.Runs.FindAsync(tenant, child, CancellationToken.None) is not null) return child;
        }

        return null;
    }

    private async Task<IReadOnlyList<EarlierRun>> ReadAsync()
    {
        var runs = new List<EarlierRun>();
        var completed = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var at = First; at is not null;)
        {
            var entries = await parts.States.EntriesAsync(at.Run, int.MaxValue, CancellationToken.None);
            var ledger = new RunLedger();
            ledger.Apply(entries.Where(entry => entry.Seq <= at.Seq));
            foreach (var (node, count) in ledger.Root?.Visits ?? []) completed[node] = completed.GetValueOrDefault(node) + count;
            var bodies = entries.Select(JournalCodec.Decode).ToList();
            runs.Add(EarlierRun.Of(at.Run, new Dictionary<string, int>(completed, StringComparer.Ordinal), bodies));
            at = OriginOf(bodies);
        }

        return runs;
    }

    private static CheckpointRef? OriginOf(IReadOnlyList<EntryBody> bodies)
    {
        if (bodies.OfType<StateEdited>().FirstOrDefault() is { } edited) return edited.Base;
        if (bodies.OfType<Snapshot>().FirstOrDefault(snapshot => snapshot.Next is not null) is { } mark) return mark.Base;
        var root = bodies.OfType<FrameStarted>().FirstOrDefault(frame => frame.Path.Length == 0);
        return bodies.OfType<RunStarted>().FirstOrDefault() is { } started ? Origin(started, root?.Base) : null;
    }

    /// <summary>A turn with an input of its own begins at the first node: it does nothing again, unless it begins at an earlier checkpoint.</summary>
    private static CheckpointRef? Origin(RunStarted started, CheckpointRef? origin) =>
        started.Replaces is { } child ? new CheckpointRef(child, 0)
        : started.Input is null || started.From is not null ? origin
        : null;
}
