using Baton.Engine.Journal;
using Baton.Engine.Runs;

namespace Baton.Engine.Stores.InMemory;

/// <summary>Appends to journals, parks and ends runs.</summary>
internal sealed class Appending(InMemoryState state, Inbox inbox, InMemoryTables tables)
{
    public AppendOutcome Append(JournalAppend append)
    {
        var (lease, transition) = (append.Lease, append.Transition);
        var run = state.Runs.GetValueOrDefault(lease.Run);
        if (run is null || run.Key != lease.Key || run.Row.Owner != lease.Owner || run.Row.Epoch != lease.Epoch || !GoesOn(run, append.Entries))
        {
            return new(AppendStatus.Fenced, false);
        }

        if (transition is not null && MustHaveSeenInbox(transition.Status) && run.LastUnseen > transition.SeenInbox)
        {
            return new(AppendStatus.InboxNotSeen, false);
        }

        if (!tables.Records.TryApply(run.Row.Tenant, append.Records))
        {
            return new(AppendStatus.RecordConflict, false);
        }

        InMemoryState.Write(run, append.Entries);
        tables.Outbox.Add(append.Outbox);
        tables.Costs.Add(append.Costs);
        tables.Cases.Apply(run, append.Cases);
        Open(run, append.Open);
        Close(run.Tickets.Where(ticket => append.Close.Contains(ticket.Row.Id)));
        if (append.InboxTaken is { } taken)
        {
            Inbox.Take(run, taken);
        }

        return new(AppendStatus.Committed, transition is not null && Apply(run, transition));
    }

    /// <summary>Handing a run on loses nothing, and a cancel that was taken goes before whatever came after it.</summary>
    private static bool MustHaveSeenInbox(RunStatus status) => status is not (RunStatus.Pending or RunStatus.Cancelled);

    private static bool GoesOn(StoredRun run, IReadOnlyList<JournalEntry> entries) =>
        entries.Select((entry, index) => entry.Seq - index).All(first => first == run.Journal.Count + 1);

    private void Open(StoredRun run, IReadOnlyList<TicketRow> tickets)
    {
        foreach (var row in tickets.Where(row => !state.Tickets.ContainsKey(row.Id)))
        {
            var ticket = new StoredTicket(row with
            {
                Run = run.Row.Id,
                Tenant = run.Row.Tenant,
                Thread = run.Row.Thread,
                Value = StoreJson.Own(row.Value),
                Schema = StoreJson.Own(row.Schema),
                Deadline = row.Deadline is { } at ? DateTimeOffset.FromUnixTimeMilliseconds(at.ToUnixTimeMilliseconds()) : null,
                IsOpen = true,
                CreatedAt = state.Now(),
            });
            run.Tickets.Add(ticket);
            state.Tickets.Add(row.Id, ticket);
        }
    }

    private static void Close(IEnumerable<StoredTicket> tickets)
    {
        foreach (var ticket in tickets)
        {
            ticket.Row = ticket.Row with { IsOpen = false };
        }
    }

    private bool Apply(StoredRun run, RunTransition transition)
    {
        var isOver = transition.Status.HasEnded();
        state.Set(run, run.Row with
        {
            Status = transition.Status,
            Owner = null,
            WakeAt = !isOver && transition.WakeAfter is { } after ? state.Now().AddMilliseconds(Math.Ceiling(after.TotalMilliseconds)) : null,
            ErrorCode = transition.ErrorCode,
            Hidden = run.Row.Hidden || transition.RolledBack,
        });
        MoveHead(run, transition);
        if (transition.IsFollowed)
        {
            state.Messages.Note(run);
        }

        if (transition.CountsCase && run.Row.Thread is { } thread)
        {
            tables.Cases.Mark(run.Row.Tenant, thread);
        }

        if (!isOver)
        {
            return false;
        }

        run.EndedAt = state.Now();
        run.Inbox.Clear();
        Close(run.Tickets);
        var promoted = Promote(run, transition);
        return (transition.ToParent is { } end && TellParent(end)) || promoted;
    }

    private void MoveHead(StoredRun run, RunTransition transition)
    {
        // A run that was cancelled while it stood in the queue is not the thread's active one and has no say in its state.
        if (state.ThreadOf(run) is { } thread)
        {
            var moves = thread.Active == run && (transition.Head is not null || transition.RolledBack);
            thread.Row = thread.Row with { Head = moves ? transition.Head : thread.Row.Head, UpdatedAt = state.Now() };
        }
    }

    private bool Promote(StoredRun run, RunTransition transition)
    {
        if (state.ThreadOf(run) is not { } thread || thread.Active != run)
        {
            return false;
        }

        thread.Row = thread.Row with { LastStatus = transition.RolledBack ? thread.Row.LastStatus : transition.Status };
        thread.Active = thread.Runs.Find(candidate => candidate.Row.Queued);
        if (thread.Active is { } next)
        {
            state.Set(next, next.Row with { Queued = false });
        }

        return thread.Active is not null;
    }

    private bool TellParent(InboxMessage end)
    {
        var parent = state.Runs.GetValueOrDefault(end.Run);
        var wasParked = parent?.Row.Status.IsParked() ?? false;
        return inbox.Send(end) == SendOutcome.Delivered && wasParked;
    }
}
