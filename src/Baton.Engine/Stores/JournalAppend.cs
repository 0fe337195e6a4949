using System.Text.Json;
using Baton.Engine.Journal;
using Baton.Engine.Runs;
using Baton.Graphs;

namespace Baton.Engine.Stores;

/// <summary>Entries to append to one run, and what is committed with them.</summary>
/// <param name="Lease">The right to append.</param>
/// <param name="Entries">
/// The entries, numbered on from the run's last one without a gap; may be empty with a transition. Their bodies are read until the append has
/// ended, so their memory must not be used again before.
/// </param>
public sealed record JournalAppend(RunLease Lease, IReadOnlyList<JournalEntry> Entries)
{
    /// <summary>How the run parks or ends; null while it goes on.</summary>
    public RunTransition? Transition { get; init; }

    /// <summary>Tickets to open. Opening one that exists is a no-op.</summary>
    public IReadOnlyList<TicketRow> Open { get; init; } = [];

    /// <summary>Tickets to close without an answer.</summary>
    public IReadOnlyList<string> Close { get; init; } = [];

    /// <summary>Records to change in the same commit; a version that does not match fails the whole append.</summary>
    public IReadOnlyList<RecordChange> Records { get; init; } = [];

    /// <summary>Rows of the accounts: what the calls cost of which these entries tell.</summary>
    public IReadOnlyList<CostRow> Costs { get; init; } = [];

    /// <summary>What has changed of the thread's case, in order.</summary>
    public IReadOnlyList<CaseChange> Cases { get; init; } = [];

    /// <summary>Messages to the outside.</summary>
    public IReadOnlyList<OutboxMessage> Outbox { get; init; } = [];

    /// <summary>Inbox rows up to this number have been taken and can go; null changes nothing.</summary>
    public long? InboxTaken { get; init; }
}

/// <summary>How a run parks or ends.</summary>
/// <param name="Status">Waiting, sleeping, pending (handed on) or one of the ends.</param>
/// <param name="SeenInbox">The last inbox row the executor has seen: with a newer one the append is refused, so that no answer and no cancel is missed.</param>
public sealed record RunTransition(RunStatus Status, long SeenInbox)
{
    /// <summary>When the run is woken by itself, from now; null: only by its inbox.</summary>
    public TimeSpan? WakeAfter { get; init; }

    /// <summary>Where the thread's head goes; null leaves it.</summary>
    public CheckpointRef? Head { get; init; }

    /// <summary>True where the run is rolled back: the head goes to <see cref="Head"/> (null: the empty thread) and the run is hidden.</summary>
    public bool RolledBack { get; init; }

    /// <summary>The code it ended with, or null.</summary>
    public string? ErrorCode { get; init; }

    /// <summary>True where somebody follows journals: the run is noted in the same commit as one that has something new (<see cref="IMessageStore"/>).</summary>
    public bool IsFollowed { get; init; }

    /// <summary>True where the thread's case is to be counted again, without a change of its own: the run has cost more since its last change.</summary>
    public bool CountsCase { get; init; }

    /// <summary>What the parent is told, in the same commit, where the run is a child that ends.</summary>
    public InboxMessage? ToParent { get; init; }
}

/// <summary>What came of an append.</summary>
/// <param name="Status">What happened.</param>
/// <param name="Promoted">True where another run became pending by it, so that a claim is worth while.</param>
public readonly record struct AppendOutcome(AppendStatus Status, bool Promoted);

/// <summary>What can come of an append.</summary>
public enum AppendStatus
{
    /// <summary>All of it is committed.</summary>
    Committed,

    /// <summary>The run belongs to somebody else, or the numbers do not fit: nothing was written.</summary>
    Fenced,

    /// <summary>The inbox has rows that the executor has not seen: nothing was written.</summary>
    InboxNotSeen,

    /// <summary>A record has another version: nothing was written.</summary>
    RecordConflict,
}

/// <summary>A ticket as the store keeps it.</summary>
/// <param name="Id">The id, 32 hex digits.</param>
/// <param name="Run">The run that waits.</param>
/// <param name="Kind">What is waited for.</param>
/// <param name="Visit">The visit that waits.</param>
public sealed record TicketRow(string Id, Guid Run, TicketKind Kind, string Visit)
{
    /// <summary>The tenant; drivers fill it in from the run.</summary>
    public string? Tenant { get; init; }

    /// <summary>The thread; drivers fill it in from the run.</summary>
    public string? Thread { get; init; }

    /// <summary>The event's name, for tickets of kind <see cref="TicketKind.Event"/>; otherwise what is asked, in a word.</summary>
    public string? Name { get; init; }

    /// <summary>What a person is asked, or null.</summary>
    public JsonElement? Value { get; init; }

    /// <summary>The JSON schema of the answer, or null.</summary>
    public JsonElement? Schema { get; init; }

    /// <summary>When the wait ends by itself, or null.</summary>
    public DateTimeOffset? Deadline { get; init; }

    /// <summary>True until it is answered or closed.</summary>
    public bool IsOpen { get; init; } = true;

    /// <summary>When it was opened; drivers fill it in.</summary>
    public DateTimeOffset CreatedAt { get; init; }
}

/// <summary>A filter for tickets. Null members do not filter.</summary>
/// <param name="Tenant">The tenant; null means all.</param>
public sealed record TicketQuery(string? Tenant)
{
    /// <summary>The ticket with this id, open or not.</summary>
    public string? Id { get; init; }

    /// <summary>Tickets of this run.</summary>
    public Guid? Run { get; init; }

    /// <summary>Tickets of this thread.</summary>
    public string? Thread { get; init; }

    /// <summary>Tickets of this kind.</summary>
    public TicketKind? Kind { get; init; }

    /// <summary>Closed ones too.</summary>
    public bool IncludeClosed { get; init; }

    /// <summary>How many at most.</summary>
    public int Limit { get; init; } = 1_000;
}

/// <summary>A row for a run's inbox.</summary>
/// <param name="Tenant">The tenant.</param>
/// <param name="Run">The run it is for.</param>
/// <param name="Kind">What it is.</param>
public sealed record InboxMessage(string Tenant, Guid Run, InboxKind Kind)
{
    /// <summary>The ticket it completes, for answers and children's ends.</summary>
    public string? Ticket { get; init; }

    /// <summary>The event's name, a cancel's action (<c>interrupt</c> or <c>rollback</c>), or a release's code.</summary>
    public string? Name { get; init; }

    /// <summary>The answer, payload, output or reason, or null.</summary>
    public JsonElement? Value { get; init; }

    /// <summary>Why the child run failed, or null.</summary>
    public ErrorBody? Error { get; init; }

    /// <summary>What the child run spent, where it has a budget; or null.</summary>
    public Spending? Spent { get; init; }

    /// <summary>The sender's idempotency key, or null.</summary>
    public string? Key { get; init; }

    /// <summary>Who sent it, or null.</summary>
    public string? By { get; init; }
}

/// <summary>A row of a run's inbox.</summary>
/// <param name="Id">Its number; rising within the run.</param>
/// <param name="Message">What was sent.</param>
public sealed record InboxItem(long Id, InboxMessage Message);

/// <summary>What came of sending to a run.</summary>
public enum SendOutcome
{
    /// <summary>It is in the inbox.</summary>
    Delivered,

    /// <summary>The same was sent before; nothing changed.</summary>
    AlreadyDelivered,

    /// <summary>The ticket was completed with something else, or closed, or its deadline has passed.</summary>
    Conflict,

    /// <summary>There is no such ticket, or no such run.</summary>
    Unknown,

    /// <summary>The run has ended.</summary>
    Ended,
}
