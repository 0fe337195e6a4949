using Baton.Engine.Journal;
using Baton.Engine.Runs;

namespace Baton.Engine.Stores.InMemory;

/// <summary>What others say to a run.</summary>
internal sealed class Inbox(InMemoryState state)
{
    public SendOutcome Send(InboxMessage message)
    {
        var run = state.Runs.GetValueOrDefault(message.Run);
        if (run is null || run.Row.Tenant != message.Tenant)
        {
            return SendOutcome.Unknown;
        }

        return message.Kind is InboxKind.Answer or InboxKind.ChildEnded && message.Ticket is not null
            ? Complete(run, message)
            : Put(run, message);
    }

    public static void Take(StoredRun run, long upTo)
    {
        run.Inbox.FindAll(item => item.Id <= upTo).ForEach(item => item.IsTaken = true);
        run.Inbox.RemoveAll(item => item.IsTaken && item.Message.Key is null);
    }

    private SendOutcome Put(StoredRun run, InboxMessage message)
    {
        if (run.Row.Status.HasEnded())
        {
            return SendOutcome.Ended;
        }

        if (message.Key is { } key && run.Inbox.Exists(item => item.Message.Key == key))
        {
            return SendOutcome.AlreadyDelivered;
        }

        Deliver(run, message);
        return SendOutcome.Delivered;
    }

    private SendOutcome Complete(StoredRun run, InboxMessage message)
    {
        var ticket = state.Tickets.GetValueOrDefault(message.Ticket!);
        if (ticket is null || ticket.Row.Run != run.Row.Id)
        {
            // A child may end before its parent's ticket is committed: the row is kept for the parent to find.
            return message.Kind == InboxKind.ChildEnded && ticket is null ? PutEarly(run, message) : SendOutcome.Unknown;
        }

        if (ticket.ClosedBy is { } first)
        {
            var isSame = (message.Key is not null && message.Key == first.Key) || StoreJson.AreEqual(message.Value, first.Value);
            return isSame ? SendOutcome.AlreadyDelivered : SendOutcome.Conflict;
        }

        if (!ticket.Row.IsOpen)
        {
            return run.Row.Status.HasEnded() ? SendOutcome.Ended : SendOutcome.Conflict;
        }

        if (RunRules.IsTooLate(message, ticket.Row.Deadline, state.Now()))
        {
            return SendOutcome.Conflict;
        }

        ticket.Row = ticket.Row with { IsOpen = false };
        ticket.ClosedBy = message with { Value = StoreJson.Own(message.Value) };
        Deliver(run, message);
        return SendOutcome.Delivered;
    }

    private SendOutcome PutEarly(StoredRun run, InboxMessage message)
    {
        var isKnown = run.Inbox.Exists(item => item.Message.Ticket == message.Ticket);
        return isKnown ? SendOutcome.AlreadyDelivered : Put(run, message);
    }

    private void Deliver(StoredRun run, InboxMessage message)
    {
        state.Post(run, message);
        if (message.Kind == InboxKind.Cancel)
        {
            state.Release(run);
        }
        else
        {
            state.Wake(run);
        }
    }
}
