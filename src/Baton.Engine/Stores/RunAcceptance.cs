using System.Text.Json;
using Baton.Engine.Journal;
using Baton.Engine.Runs;
using Baton.Graphs;

namespace Baton.Engine.Stores;

/// <summary>A run to accept.</summary>
/// <param name="Tenant">The tenant.</param>
/// <param name="Id">The run's id. A run with this id that exists already is returned as it is.</param>
/// <param name="Graph">The graph's id.</param>
/// <param name="Version">The graph's version.</param>
/// <param name="Pool">The pool.</param>
/// <param name="Entries">The first entries; numbered from 1.</param>
public sealed record RunAcceptance(
    string Tenant, Guid Id, string Graph, int Version, string Pool, IReadOnlyList<JournalEntry> Entries)
{
    /// <summary>The assistant under which it is started.</summary>
    public required string Assistant { get; init; }

    /// <summary>The thread, or null.</summary>
    public string? Thread { get; init; }

    /// <summary>Make the thread where it does not exist; otherwise its absence is an outcome.</summary>
    public bool CreateThread { get; init; }

    /// <summary>For an edit: the head that <see cref="Entries"/> was built on (null: the empty thread); another head is the outcome <see cref="AcceptStatus.HeadMoved"/>.</summary>
    public CheckpointRef? ExpectedHead { get; init; }

    /// <summary>What to do about a run that the thread has.</summary>
    public MultitaskStrategy Strategy { get; init; }

    /// <summary>What the graph says about a thread whose run waits.</summary>
    public WhileWaiting WhileWaiting { get; init; }

    /// <summary>The input that is delivered under <see cref="Graphs.WhileWaiting.Deliver"/>, or null.</summary>
    public JsonElement? DeliverInput { get; init; }

    /// <summary>The waiting run that alone may take the input: where it does not wait any more the thread counts as busy, and nothing is started. Null for any.</summary>
    public Guid? DeliverTo { get; init; }

    /// <summary>The caller's idempotency key: with the same key the first run is returned.</summary>
    public string? IdempotencyKey { get; init; }

    /// <summary>The incarnation that executes the run at once if nothing holds it back; null leaves it pending.</summary>
    public long? Owner { get; init; }

    /// <summary>How long before the run may start; zero for now. Until then it is pending, has a wake time and is not claimed.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>The status with which it is accepted where it is over at once (an edit); otherwise null.</summary>
    public RunStatus? EndedAs { get; init; }

    /// <summary>True for an edit of a thread's state: needs a thread without an active run; moves the head.</summary>
    public bool IsEdit { get; init; }

    /// <summary>For an edit: what it changes of the thread's case.</summary>
    public IReadOnlyList<CaseChange> Cases { get; init; } = [];

    /// <summary>For an edit: messages to the outside.</summary>
    public IReadOnlyList<OutboxMessage> Outbox { get; init; } = [];

    /// <summary>True for an edit that changes nothing of the state: the thread's <see cref="ThreadRow.UpdatedAt"/> stays.</summary>
    public bool KeepsTime { get; init; }

    /// <summary>False where only start and end are journaled.</summary>
    public bool Resumable { get; init; } = true;

    /// <summary>The caller's metadata, a JSON object, or null.</summary>
    public JsonElement? Metadata { get; init; }

    /// <summary>The parent, or null.</summary>
    public ParentRef? Parent { get; init; }

    /// <summary>
    /// The most pending runs that the pool may have; one more, on whatever thread, is the outcome <see cref="AcceptStatus.PoolFull"/>. A run
    /// that starts at once does not queue and is not refused. Null: no limit.
    /// </summary>
    public int? QueueLimit { get; init; }
}

/// <summary>What came of accepting a run.</summary>
/// <param name="Status">What happened.</param>
/// <param name="Run">The run: the new one, the existing one, or the one that the input was delivered to; null where refused.</param>
/// <param name="Lease">The ownership, where the run started at once.</param>
public sealed record AcceptOutcome(AcceptStatus Status, RunRow? Run, RunLease? Lease)
{
    /// <summary>The thread's run that stands in the way or was cancelled, or null.</summary>
    public RunRow? Other { get; init; }
}

/// <summary>What can come of accepting a run.</summary>
public enum AcceptStatus
{
    /// <summary>Accepted: owned at once, pending, or queued on its thread (see the row).</summary>
    Accepted,

    /// <summary>The id or idempotency key was seen before; the first run is returned.</summary>
    Existing,

    /// <summary>The input was delivered to the thread's waiting run, which is returned.</summary>
    Delivered,

    /// <summary>The thread has a run and the strategy is to refuse.</summary>
    ThreadBusy,

    /// <summary>The thread belongs to another graph.</summary>
    OtherGraph,

    /// <summary>There is no such thread.</summary>
    ThreadUnknown,

    /// <summary>The thread's head is no longer where the entries say; read it again and retry.</summary>
    HeadMoved,

    /// <summary>The pool has as many pending runs as it may.</summary>
    PoolFull,
}

/// <summary>The right to append to a run.</summary>
/// <param name="Run">The run.</param>
/// <param name="Key">The driver's own short key of the run; opaque to others.</param>
/// <param name="Owner">The server's incarnation.</param>
/// <param name="Epoch">The ownership's number.</param>
public sealed record RunLease(Guid Run, long Key, long Owner, int Epoch);

/// <summary>Whose turn it is in a pool: the runs of one graph for one tenant.</summary>
/// <param name="Tenant">The tenant.</param>
/// <param name="Graph">The graph's id.</param>
public readonly record struct RunFlow(string Tenant, string Graph);

/// <summary>
/// A request for pending runs. In a pool each flow (<see cref="RunFlow"/>) in turn gives its oldest run until the places are taken;
/// places that are left over go to runs whose delay is over.
/// </summary>
/// <param name="Owner">The incarnation that will execute them.</param>
/// <param name="Pools">How many of each pool; pools that are not named give none.</param>
public sealed record RunClaim(long Owner, IReadOnlyDictionary<string, int> Pools)
{
    /// <summary>The flow of each pool that had the last turn: the next in order begins. Pools that are not named begin with the first.</summary>
    public IReadOnlyDictionary<string, RunFlow> After { get; init; } = System.Collections.Immutable.ImmutableDictionary<string, RunFlow>.Empty;

    /// <summary>Only this run, where it is pending and nothing holds it back, whatever its pool; null for <see cref="Pools"/>.</summary>
    public Guid? Run { get; init; }

    /// <summary>A request for one run.</summary>
    public static RunClaim Of(long owner, Guid run) => new(owner, System.Collections.Immutable.ImmutableDictionary<string, int>.Empty) { Run = run };
}

/// <summary>A run that was claimed.</summary>
/// <param name="Run">Its row, as it is now.</param>
/// <param name="Lease">The right to append to it.</param>
/// <param name="Waited">How long it was pending while nothing but places held it back.</param>
public sealed record ClaimedRun(RunRow Run, RunLease Lease, TimeSpan Waited)
{
    /// <summary>Its whole journal, as <see cref="IRunStore.ReadAsync"/> gives it, where the store read it with the claim; null where it is to be read.</summary>
    public IReadOnlyList<JournalEntry>? Entries { get; init; }

    /// <summary>True where nothing was in its inbox when it was claimed; false where one must look.</summary>
    public bool IsInboxEmpty { get; init; }
}

/// <summary>What came of waking runs.</summary>
/// <param name="Woken">How many became pending.</param>
/// <param name="NextDue">How long until the next is due; null where none is.</param>
public sealed record WakeOutcome(int Woken, TimeSpan? NextDue)
{
    /// <summary>Those that were claimed instead.</summary>
    public IReadOnlyList<ClaimedRun> Claimed { get; init => field = value.Count == 0 ? [] : value; } = [];
}
