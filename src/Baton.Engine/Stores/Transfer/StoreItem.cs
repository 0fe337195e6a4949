using System.Text.Json.Serialization;
using Baton.Engine.Journal;
using Baton.Engine.Stores.Search;

namespace Baton.Engine.Stores.Transfer;

/// <summary>A part of a store on its way to another.</summary>
[JsonDerivedType(typeof(CountersItem), "counters")]
[JsonDerivedType(typeof(RunItem), "run")]
[JsonDerivedType(typeof(EntriesItem), "entries")]
[JsonDerivedType(typeof(ThreadItem), "thread")]
[JsonDerivedType(typeof(RecordItem), "record")]
[JsonDerivedType(typeof(MessageItem), "message")]
[JsonDerivedType(typeof(CostItem), "cost")]
[JsonDerivedType(typeof(DocumentItem), "document")]
[JsonDerivedType(typeof(CaseItem), "case")]
[JsonDerivedType(typeof(EndItem), "end")]
public abstract record StoreItem;

/// <summary>Numbers that must not be used again.</summary>
/// <param name="LastInbox">The last number of an inbox row.</param>
/// <param name="LastServer">The last incarnation.</param>
public sealed record CountersItem(long LastInbox, long LastServer) : StoreItem;

/// <summary>A run without its journal.</summary>
/// <param name="Run">Its row.</param>
/// <param name="EndedAt">When it ended, or null.</param>
public sealed record RunItem(RunRow Run, DateTimeOffset? EndedAt) : StoreItem
{
    /// <summary>The idempotency keys that lead to it.</summary>
    public IReadOnlyList<string> IdempotencyKeys { get; init; } = [];

    /// <summary>Its tickets, open or not.</summary>
    public IReadOnlyList<TransferredTicket> Tickets { get; init; } = [];

    /// <summary>Its inbox; empty where it has ended.</summary>
    public IReadOnlyList<TransferredMessage> Inbox { get; init; } = [];
}

/// <summary>A ticket.</summary>
/// <param name="Row">Its row.</param>
/// <param name="ClosedBy">What completed it, or null.</param>
public sealed record TransferredTicket(TicketRow Row, InboxMessage? ClosedBy);

/// <summary>An inbox row.</summary>
/// <param name="Id">Its number.</param>
/// <param name="IsTaken">True where it only stays so that a repetition is recognised.</param>
/// <param name="Message">What was sent.</param>
public sealed record TransferredMessage(long Id, bool IsTaken, InboxMessage Message);

/// <summary>Some entries of the run before it.</summary>
/// <param name="Run">The run.</param>
/// <param name="Entries">The entries, in order.</param>
public sealed record EntriesItem(Guid Run, IReadOnlyList<JournalEntry> Entries) : StoreItem;

/// <summary>A thread; its active run comes before it.</summary>
/// <param name="Thread">Its row.</param>
public sealed record ThreadItem(ThreadRow Thread) : StoreItem;

/// <summary>A record.</summary>
/// <param name="Tenant">The tenant.</param>
/// <param name="Collection">The collection.</param>
/// <param name="Record">The record.</param>
public sealed record RecordItem(string Tenant, string Collection, StoredRecord Record) : StoreItem;

/// <summary>A message to the outside that was not sent yet.</summary>
/// <param name="Message">The message.</param>
/// <param name="DueAt">When it is due.</param>
/// <param name="Attempts">How often it was tried.</param>
public sealed record MessageItem(OutboxMessage Message, DateTimeOffset DueAt, int Attempts) : StoreItem;

/// <summary>A row of the accounts.</summary>
/// <param name="Day">The day, UTC.</param>
/// <param name="Row">The row.</param>
public sealed record CostItem(DateOnly Day, CostRow Row) : StoreItem;

/// <summary>A document that is found by what it says.</summary>
/// <param name="Tenant">The tenant.</param>
/// <param name="Collection">The collection.</param>
/// <param name="Document">The document; where it comes it is indexed anew.</param>
/// <param name="UpdatedAt">When it was written.</param>
public sealed record DocumentItem(string Tenant, string Collection, SearchDocument Document, DateTimeOffset UpdatedAt) : StoreItem;

/// <summary>A thread's case.</summary>
/// <param name="Case">Its row.</param>
public sealed record CaseItem(CaseRow Case) : StoreItem;

/// <summary>The last line of an export: without it the file is cut off.</summary>
/// <param name="Summary">What came before it.</param>
public sealed record EndItem(TransferSummary Summary) : StoreItem;

/// <summary>How much was transferred.</summary>
/// <param name="Runs">Runs.</param>
/// <param name="Entries">Journal entries.</param>
/// <param name="Threads">Threads.</param>
/// <param name="Records">Records.</param>
public sealed record TransferSummary(int Runs, long Entries, int Threads, int Records)
{
    /// <summary>Documents in search collections.</summary>
    public int Documents { get; init; }

    internal TransferSummary Count(StoreItem item) => item switch
    {
        RunItem => this with { Runs = Runs + 1 },
        EntriesItem entries => this with { Entries = Entries + entries.Entries.Count },
        ThreadItem => this with { Threads = Threads + 1 },
        DocumentItem => this with { Documents = Documents + 1 },
        RecordItem => this with { Records = Records + 1 },
        _ => this,
    };
}
