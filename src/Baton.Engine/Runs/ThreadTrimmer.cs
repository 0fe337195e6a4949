using Baton.Engine.Journal;
using Baton.Engine.Stores;

namespace Baton.Engine.Runs;

/// <summary>
/// Makes it possible that old runs of a thread go while the thread lives on, and lets them go.
/// </summary>
/// <remarks>
/// 1. Mark: an edit that holds nothing but a snapshot of the thread's state is put at its head; what earlier runs hold of its lists is carried
/// into it. 2. Sweep: once a mark is as old as runs may become, everything before it goes, except marks that it refers to. Younger states
/// rest on the mark, so they can be read until they are as old. Each step is one commit that makes sure that the thread still stands where it
/// was looked at; a crash between them loses nothing and repeats nothing. 3. Carry: where old marks keep a part of the store from going as a
/// whole, a mark is put that refers to none, so that they may go.
/// </remarks>
internal sealed class ThreadTrimmer(EngineParts parts)
{
    /// <summary>How many runs go in one commit at most: writers wait for it.</summary>
    public const int MostAtOnce = 200;

    /// <summary>How many marks a thread that moves gets within the age of its runs: they stay at most so much longer than they may.</summary>
    public const int MarksPerAge = 4;

    /// <summary>How far back marks are looked for, in snapshots.</summary>
    private const int MostSnapshots = 1_000;

    /// <summary>Trims a thread.</summary>
    /// <param name="thread">The thread as it is.</param>
    /// <param name="age">How old its runs may become.</param>
    /// <param name="cancellationToken">Stops between two commits.</param>
    /// <returns>How many runs were removed; <see cref="MostAtOnce"/> where there may be more.</returns>
    public async ValueTask<int> TrimAsync(ThreadRow thread, TimeSpan age, CancellationToken cancellationToken)
    {
        if (thread is not { Head: { } head, ActiveRun: null }) return 0;
        var now = parts.Time.GetUtcNow();
        var marks = await MarksAsync(thread.Tenant, head, now - age, cancellationToken);

        // 1. Mark.
        var isStale = marks is [] || (marks[0].At <= now - (age / MarksPerAge) && marks[0].Place != head);
        if (isStale && await MarkAsync(thread, head, isWhole: false, cancellationToken) is { } moved) head = moved;

        // 2. Sweep.
        if (marks is not [.., { } oldest] || oldest.At > now - age) return 0;
        var keep = StateSnapshots.Chunks(oldest.Body).Select(pair => pair.Chunk.Run).ToHashSet();
        return await parts.Store.Threads.TrimAsync(new ThreadTrim(thread.Tenant, thread.Id, head, oldest.Place.Run, keep, MostAtOnce), cancellationToken);
    }

    /// <summary>
    /// Carries all that a thread's state rests on into one mark of today. Where nothing has happened on the thread within the age of its runs,
    /// all before the mark goes at once; else once the mark is as old (<see cref="TrimAsync"/>).
    /// </summary>
    /// <inheritdoc cref="TrimAsync"/>
    public async ValueTask<int> CarryAsync(ThreadRow thread, TimeSpan age, CancellationToken cancellationToken)
    {
        if (thread is not { Head: { } head, ActiveRun: null }) return 0;
        var before = parts.Time.GetUtcNow() - age;
        var marks = await MarksAsync(thread.Tenant, head, before, cancellationToken);
        var whole = marks.Find(mark => mark.At > before && !StateSnapshots.Chunks(mark.Body).Any())?.Place;
        if (whole is null)
        {
            whole = await MarkAsync(thread, head, isWhole: true, cancellationToken);
            if (whole is null) return 0;
            head = whole;
        }

        if (thread.UpdatedAt > before) return 0;
        return await parts.Store.Threads.TrimAsync(new ThreadTrim(thread.Tenant, thread.Id, head, whole.Run, [], MostAtOnce), cancellationToken);
    }

    /// <summary>The marks that a thread's state rests on, newest first, until one is as old as <paramref name="before"/>.</summary>
    private async ValueTask<List<Mark>> MarksAsync(string tenant, CheckpointRef head, DateTimeOffset before, CancellationToken cancellationToken)
    {
        var marks = new List<Mark>();
        var place = await parts.States.NewestSnapshotAsync(head, cancellationToken);
        for (var count = 0; place is not null && count < MostSnapshots; count++)
        {
            if (await parts.States.SnapshotAsync(place, cancellationToken) is not var (at, body)) break;
            if (await IsMarkAsync(tenant, place.Run, cancellationToken)) marks.Add(new Mark(place, at, body));
            if (marks is [.., { } last] && last.At <= before) break;
            place = body.Earlier;
        }

        return marks;
    }

    /// <summary>Puts a snapshot at the thread's head: a whole one refers to nothing.</summary>
    /// <returns>The head as it is now, or null where something else came first.</returns>
    private async ValueTask<CheckpointRef?> MarkAsync(ThreadRow thread, CheckpointRef head, bool isWhole, CancellationToken cancellationToken)
    {
        var ledger = await parts.States.LedgerAsync(head.Run, head.Seq, cancellationToken);
        // A run that goes on in the middle must know what earlier ones have started there: they stay.
        if (ledger.Root is { } root && root.Cursor != Graphs.Graph.End) return null;
        if (await parts.Store.Runs.FindAsync(thread.Tenant, head.Run, cancellationToken) is not { } last || ledger.Started is not { } started) return null;
        var snapshot = await SnapshotAsync(thread.Tenant, ledger, isWhole, cancellationToken) with { Base = head, Earlier = ledger.Lineage.Snapshot, Error = ledger.Finished?.Error };
        var now = parts.Time.GetUtcNow();
        var run = parts.Ids.NewId(now);
        var entries = new[]
        {
            StoredBodies.Entry(1, now, new RunStarted(JournalCodec.Format, started.Graph, started.Version, started.Fingerprint)),
            StoredBodies.Entry(2, now, snapshot),
        };
        var acceptance = new RunAcceptance(thread.Tenant, run, last.Graph, last.Version, last.Pool, entries)
        {
            Assistant = last.Assistant,
            Thread = thread.Id,
            IsEdit = true,
            KeepsTime = true,
            EndedAs = RunStatus.Success,
            ExpectedHead = head,
        };
        var outcome = await parts.Store.Runs.AcceptAsync(acceptance, cancellationToken);
        return outcome.Status == AcceptStatus.Accepted ? new CheckpointRef(run, 2) : null;
    }

    /// <summary>The snapshot of a state that refers to marks only, or to nothing: no other run needs to stay for it.</summary>
    private async ValueTask<Snapshot> SnapshotAsync(string tenant, RunLedger ledger, bool isWhole, CancellationToken cancellationToken)
    {
        var document = ledger.Root?.Document ?? ledger.BaseDocument;
        var marks = new HashSet<Guid>();
        foreach (var run in document.Chunks.Select(chunk => chunk.Run).Distinct())
        {
            if (!isWhole && await IsMarkAsync(tenant, run, cancellationToken)) marks.Add(run);
        }

        return document.ToSnapshot(chunk => marks.Contains(chunk.Run)) with { Next = Graphs.Graph.End };
    }

    private async ValueTask<bool> IsMarkAsync(string tenant, Guid run, CancellationToken cancellationToken) =>
        await parts.Store.Runs.FindAsync(tenant, run, cancellationToken) is { IsEdit: true };

    private sealed record Mark(CheckpointRef Place, DateTimeOffset At, Snapshot Body);
}
