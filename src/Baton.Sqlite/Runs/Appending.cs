using Baton.Engine.Runs;
using Baton.Engine.Stores;
using Baton.Sqlite.Cases;
using Baton.Sqlite.Costs;
using Baton.Sqlite.Outbox;
using Baton.Sqlite.Records;
using Baton.Sqlite.Writing;

namespace Baton.Sqlite.Runs;

/// <summary>Appends to journals, parks and ends runs.</summary>
internal static class Appending
{
    private static readonly AppendOutcome Fenced = new(AppendStatus.Fenced, false);
    private static readonly AppendOutcome Committed = new(AppendStatus.Committed, false);

    public static AppendOutcome Append(WriteSession session, JournalAppend append) =>
        IsPlain(append) ? AppendEntries(session, append) : AppendAll(session, append);

    private static bool IsPlain(JournalAppend append) =>
        append is { Transition: null, InboxTaken: null, Entries.Count: > 0, Open.Count: 0, Close.Count: 0, Records.Count: 0, Outbox.Count: 0, Cases.Count: 0 };

    /// <summary>What a running run does at every step: one statement an entry, of which the first checks the fence.</summary>
    private static AppendOutcome AppendEntries(WriteSession session, JournalAppend append)
    {
        var (lease, entries) = (append.Lease, append.Entries);
        if (entries[0].Seq != session.TailOf(lease.Key) + 1
            || !JournalRows.TryInsertFenced(session, lease.Key, lease.Owner, lease.Epoch, entries[0]))
        {
            return Fenced;
        }

        for (var index = 1; index < entries.Count; index++)
        {
            JournalRows.Insert(session, lease.Key, entries[index]);
        }

        session.SetTail(lease.Key, entries[^1].Seq);
        CostRows.Insert(session, append.Costs);
        return Committed;
    }

    /// <summary>1. the fence, 2. what may refuse, 3. everything that is written, 4. the transition.</summary>
    private static AppendOutcome AppendAll(WriteSession session, JournalAppend append)
    {
        // 1. the fence
        var (lease, transition) = (append.Lease, append.Transition);
        var place = session.Prepare("SELECT tenant, thread FROM run WHERE key = ?1 AND owner = ?2 AND epoch = ?3")
            .Bind(1, lease.Key).Bind(2, lease.Owner).Bind(3, lease.Epoch).First(row => new Place(lease.Key, row.Text(0), row.TextOrNull(1)));
        if (place is null || (append.Entries.Count > 0 && append.Entries[0].Seq != session.TailOf(lease.Key) + 1))
        {
            return Fenced;
        }

        // 2. what may refuse
        if (transition is not null && MustHaveSeenInbox(transition.Status) && InboxRows.HasNewerThan(session, lease.Key, transition.SeenInbox))
        {
            return new(AppendStatus.InboxNotSeen, false);
        }

        if (!RecordRows.TryApply(session, place.Tenant, append.Records))
        {
            return new(AppendStatus.RecordConflict, false);
        }

        // 3. everything that is written
        Write(session, append);

        // 4. the transition
        return transition is null ? Committed : new(AppendStatus.Committed, Transitions.Apply(session, place, transition));
    }

    /// <summary>Handing a run on loses nothing, and a cancel that was taken goes before whatever came after it.</summary>
    private static bool MustHaveSeenInbox(RunStatus status) => status is not (RunStatus.Pending or RunStatus.Cancelled);

    private static void Write(WriteSession session, JournalAppend append)
    {
        var run = append.Lease.Key;
        foreach (var entry in append.Entries)
        {
            JournalRows.Insert(session, run, entry);
            session.SetTail(run, entry.Seq);
        }

        foreach (var message in append.Outbox)
        {
            SqliteOutbox.Add(session, message);
        }

        CostRows.Insert(session, append.Costs);
        CaseRows.Apply(session, run, append.Cases);
        foreach (var ticket in append.Open)
        {
            TicketRows.Open(session, run, ticket);
        }

        foreach (var ticket in append.Close)
        {
            TicketRows.Close(session, run, ticket);
        }

        if (append.InboxTaken is { } taken)
        {
            InboxRows.Take(session, run, taken);
        }
    }
}

/// <summary>Where a run belongs.</summary>
internal sealed record Place(long Run, string Tenant, string? Thread);
