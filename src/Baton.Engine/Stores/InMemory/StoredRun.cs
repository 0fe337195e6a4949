using Baton.Engine.Journal;

namespace Baton.Engine.Stores.InMemory;

/// <summary>A run with everything that belongs to it.</summary>
internal sealed class StoredRun(long key, RunRow row)
{
    public long Key { get; } = key;

    public RunRow Row { get; set; } = row;

    public DateTimeOffset? EndedAt { get; set; }

    public List<JournalEntry> Journal { get; } = [];

    public List<StoredMessage> Inbox { get; } = [];

    public List<StoredTicket> Tickets { get; } = [];

    public List<string> IdempotencyKeys { get; } = [];

    public long LastUnseen => Inbox.FindLast(item => !item.IsTaken)?.Id ?? 0;
}

/// <summary>A row of an inbox. A taken one stays while its key is needed to recognise a repetition.</summary>
internal sealed class StoredMessage(long id, InboxMessage message)
{
    public long Id { get; } = id;

    public InboxMessage Message { get; } = message;

    public bool IsTaken { get; set; }
}

/// <summary>A ticket with the answer that closed it.</summary>
internal sealed class StoredTicket(TicketRow row)
{
    public TicketRow Row { get; set; } = row;

    public InboxMessage? ClosedBy { get; set; }
}

/// <summary>A thread with its runs, oldest first.</summary>
internal sealed class StoredThread(ThreadRow row)
{
    public ThreadRow Row { get; set; } = row;

    public StoredRun? Active { get; set; }

    public List<StoredRun> Runs { get; } = [];

    public ThreadRow View => Row with { ActiveRun = Active?.Row.Id, ActiveStatus = Active?.Row.Status };
}
