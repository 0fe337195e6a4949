using System.Text.Json;
using System.Text.Json.Serialization;
using Baton.Engine.Runs;
using Baton.Graphs;
using Baton.Policies;

namespace Baton.Engine.Journal;

/// <summary>What an entry says. Bodies are Baton's own records, written as snake_case JSON; the entry's kind says which one.</summary>
public abstract record EntryBody;

/// <summary>A place in a run's journal.</summary>
/// <param name="Run">The run.</param>
/// <param name="Seq">The entry.</param>
public sealed record CheckpointRef(Guid Run, int Seq);

/// <summary>A failure as the journal keeps it.</summary>
/// <param name="Code">The stable code.</param>
/// <param name="Type">The exception's type name.</param>
/// <param name="Message">Its text.</param>
public sealed record ErrorBody(string Code, string Type, string Message);

/// <summary>Body of <see cref="EntryKind.RunStarted"/>.</summary>
/// <param name="Format">The number of the journal's format; a reader refuses a newer one.</param>
/// <param name="Graph">The graph.</param>
/// <param name="Version">Its version, which the run keeps.</param>
/// <param name="Fingerprint">Its fingerprint.</param>
public sealed record RunStarted(int Format, string Graph, int Version, string Fingerprint) : EntryBody
{
    /// <summary>The input as it was accepted; absent where the run goes on from where the thread stands, without input.</summary>
    public JsonElement? Input { get; init; }

    /// <summary>The checkpoint that the run goes on from instead of the thread's head (a fork), or absent.</summary>
    public CheckpointRef? From { get; init; }

    /// <summary>The node that the run begins with, where the caller chose it, or absent.</summary>
    public string? Goto { get; init; }

    /// <summary>State members that the caller sets before the first node, or absent.</summary>
    public JsonElement? Update { get; init; }

    /// <summary>The answer to what the first node asks, or absent.</summary>
    public JsonElement? Resume { get; init; }

    /// <summary>The contract version of the input.</summary>
    public string? ContractVersion { get; init; }

    /// <summary>The caller's <c>config.configurable</c> and <c>context</c>, merged, or absent.</summary>
    public JsonElement? Configuration { get; init; }

    /// <summary>The trace context that the run was started in (W3C <c>traceparent</c>); absent where nobody traced.</summary>
    public string? Trace { get; init; }

    /// <summary>Ticket and run of the parent, where this is a child run.</summary>
    public ParentRef? Parent { get; init; }

    /// <summary>The child run in whose place this one is, where the parent does again what an earlier run began; otherwise absent.</summary>
    public Guid? Replaces { get; init; }

    /// <summary>A wall-clock limit, or absent.</summary>
    public DateTimeOffset? Deadline { get; init; }

    /// <summary>How much running time the run has in all, in seconds; a child gets what its parent has left.</summary>
    public double TimeBudgetSeconds { get; init; }

    /// <summary>What the run and its children may spend together, or absent; a child gets a share of what its parent has left.</summary>
    public RunBudget? Budget { get; init; }

    /// <summary>Where completion is announced, or absent.</summary>
    public string? Webhook { get; init; }

    /// <summary>Where each rest is told of (a destination inside the installation), or absent.</summary>
    public string? Announce { get; init; }

    /// <summary>What the caller said, where the input was made from it, or absent.</summary>
    public JsonElement? Said { get; init; }

    /// <summary>Nodes before which the run stops, <c>*</c> for all; or absent.</summary>
    public IReadOnlyList<string>? InterruptBefore { get; init; }

    /// <summary>Nodes after which the run stops, <c>*</c> for all; or absent.</summary>
    public IReadOnlyList<string>? InterruptAfter { get; init; }
}

/// <summary>Who waits for a child run.</summary>
/// <param name="Run">The parent.</param>
/// <param name="Ticket">The parent's ticket that the child's end completes.</param>
/// <param name="Root">The run at the top of the tree.</param>
/// <param name="Depth">How many parents are above the child.</param>
public sealed record ParentRef(Guid Run, string Ticket, Guid Root, int Depth = 1);

/// <summary>Body of <see cref="EntryKind.RunClaimed"/>.</summary>
/// <param name="Server">The server's incarnation.</param>
/// <param name="Epoch">The ownership's number.</param>
/// <param name="Reason"><c>recovered</c> after a crash; <c>woken</c> by a timer, an answer or an event.</param>
public sealed record RunClaimed(long Server, int Epoch, string Reason) : EntryBody;

/// <summary>Body of <see cref="EntryKind.FrameStarted"/>: the state with which a graph begins. Written when a run is first executed, and for each inline graph.</summary>
/// <param name="Path">Empty for the run's own graph; otherwise the inline graph's path prefix, such as <c>technical#1</c>.</param>
/// <param name="Graph">The graph's id.</param>
/// <param name="First">The node it begins with.</param>
public sealed record FrameStarted(string Path, string Graph, string First) : EntryBody
{
    /// <summary>The checkpoint whose state this one goes on from; absent where it begins from nothing.</summary>
    public CheckpointRef? Base { get; init; }

    /// <summary>Where the thread's head stood, where the run goes on from another checkpoint; otherwise absent.</summary>
    public CheckpointRef? Before { get; init; }

    /// <summary>What is changed of the base's state (of nothing, without a base).</summary>
    public JsonElement? Patch { get; init; }

    /// <summary>True where <see cref="Patch"/> is the whole state and nothing of the base's stays (it was migrated).</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Whole { get; init; }
}

/// <summary>Body of <see cref="EntryKind.Checkpoint"/>.</summary>
/// <param name="Visit">The visit, such as <c>billing#1</c> or <c>technical#1/retrieve#1</c>.</param>
/// <param name="Next">The next node in the same graph; <see cref="Graph.End"/> after the last.</param>
public sealed record Checkpoint(string Visit, string Next) : EntryBody
{
    /// <summary>What changed: members that were set, and items that were appended to logs.</summary>
    public JsonElement? Patch { get; init; }

    /// <summary>True for nodes that only route: they are completed together with their neighbour.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Route { get; init; }
}

/// <summary>Body of <see cref="EntryKind.BranchCompleted"/>.</summary>
/// <param name="Visit">The branch's visit, such as <c>gather#1/a</c> or <c>score#1[3]</c>.</param>
/// <param name="Value">Its value; absent where it failed.</param>
/// <param name="Error">Its failure, or absent.</param>
public sealed record BranchCompleted(string Visit, JsonElement? Value, ErrorBody? Error) : EntryBody;

/// <summary>Body of <see cref="EntryKind.NodeFailed"/>.</summary>
/// <param name="Visit">The visit.</param>
/// <param name="Attempt">Which try failed, from 1.</param>
/// <param name="Error">Why.</param>
/// <param name="RetryAt">When the next try is due; absent where there is none.</param>
/// <param name="Next">The node that takes over (<c>OnError</c>), or absent.</param>
public sealed record NodeFailed(string Visit, int Attempt, ErrorBody Error, DateTimeOffset? RetryAt, string? Next) : EntryBody;

/// <summary>
/// Body of <see cref="EntryKind.EffectStarted"/>. One effect has several where an activation, or another try of the node's own code, takes
/// it up again; tries that follow one another within an activation share one.
/// </summary>
/// <param name="Visit">The visit that asks.</param>
/// <param name="Name">The effect's name.</param>
/// <param name="Ordinal">The how-manieth of this name in the visit, from 1.</param>
/// <param name="Generation">0; raised only by a deliberate redo.</param>
/// <param name="Effect">What kind of call.</param>
/// <param name="ArgsHash">The hash of its arguments, or absent.</param>
public sealed record EffectStarted(string Visit, string Name, int Ordinal, int Generation, EffectKind Effect, string? ArgsHash) : EntryBody
{
    /// <summary>References from which the request can be rebuilt, or absent.</summary>
    public JsonElement? Request { get; init; }

    /// <summary>True where the call must not be repeated without asking.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool AtMostOnce { get; init; }

    /// <summary>True where an earlier start left no result.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Repeated { get; init; }

    /// <summary>What is reserved of the run's budget for each try; absent where the run has none, or the call is refused.</summary>
    public Spending? Reserved { get; init; }
}

/// <summary>Body of <see cref="EntryKind.EffectCompleted"/>.</summary>
/// <param name="Start">The sequence number of its first start entry.</param>
/// <param name="Attempt">Which try succeeded.</param>
/// <param name="Result">The result; JSON null for none.</param>
public sealed record EffectCompleted(int Start, int Attempt, JsonElement Result) : EntryBody
{
    /// <summary>The id of the message that was streamed, or absent.</summary>
    public string? MessageId { get; init; }

    /// <summary>What it spent of the run's budget, instead of what was reserved; absent where nothing was.</summary>
    public Spending? Spent { get; init; }
}

/// <summary>Body of <see cref="EntryKind.EffectFailed"/>.</summary>
/// <param name="Start">The sequence number of its first start entry.</param>
/// <param name="Attempt">Which try failed, from 1.</param>
/// <param name="Error">Why.</param>
/// <param name="RetryAt">When the next try is due; absent where the failure is final.</param>
public sealed record EffectFailed(int Start, int Attempt, ErrorBody Error, DateTimeOffset? RetryAt) : EntryBody
{
    /// <summary>What had been streamed before the failure or cancel, or absent.</summary>
    public string? Partial { get; init; }

    /// <summary>What the try spent of the run's budget; absent where nothing was reserved.</summary>
    public Spending? Spent { get; init; }

    /// <summary>True where the call was held back and not made, or cut off for that reason: it is no try.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Held { get; init; }

    /// <summary>The number of the try that follows: another one only where there was one, or text of it was shown.</summary>
    [JsonIgnore]
    public int NextAttempt => Held && Partial is null ? Attempt : Attempt + 1;
}

/// <summary>Body of <see cref="EntryKind.ValueRecorded"/>.</summary>
/// <param name="Visit">The visit that took it.</param>
/// <param name="Name">
/// <c>now</c>, <c>id</c>, <c>random</c>, <c>delivered</c>, <c>allotment</c> (the budget that a child run is about to get), <c>pin.</c> and a name
/// (the hash of what the visit goes by), or <c>record.</c> and a name: what the visit's code took once, such as a guardrail's decision.
/// </param>
/// <param name="Ordinal">The how-manieth of this name in the visit, from 1.</param>
/// <param name="Value">What was given.</param>
public sealed record ValueRecorded(string Visit, string Name, int Ordinal, JsonElement Value) : EntryBody;

/// <summary>Body of <see cref="EntryKind.CustomWritten"/>.</summary>
/// <param name="Visit">The visit that wrote it.</param>
/// <param name="Value">What it wrote.</param>
public sealed record CustomWritten(string Visit, JsonElement Value) : EntryBody;

/// <summary>Body of <see cref="EntryKind.RunFinished"/>.</summary>
/// <param name="Status">How it ended.</param>
public sealed record RunFinished(RunStatus Status) : EntryBody
{
    /// <summary>The output, where it succeeded.</summary>
    public JsonElement? Output { get; init; }

    /// <summary>The failure, where it failed.</summary>
    public ErrorBody? Error { get; init; }

    /// <summary>Why it was cancelled, or absent.</summary>
    public string? Reason { get; init; }

    /// <summary>True where the run was rolled back: the thread's head stands before it again.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool RolledBack { get; init; }

    /// <summary>What had been streamed when the run was cancelled, or absent.</summary>
    public string? Partial { get; init; }

    /// <summary>What it spent, its children included; absent where it has no budget.</summary>
    public Spending? Spent { get; init; }

    /// <summary>Where its thread stands, where nothing between start and end is journaled; otherwise absent.</summary>
    public FrameStarted? State { get; init; }
}

/// <summary>Body of <see cref="EntryKind.StateEdited"/>.</summary>
/// <param name="Base">The checkpoint whose state was edited; absent on an empty thread.</param>
/// <param name="Patch">The members that were set and the items that were appended.</param>
/// <param name="AsNode">The node as which it was edited, or absent.</param>
/// <param name="Next">The node that a run without input would go on with; absent where the thread is at rest.</param>
/// <param name="By">Who, or absent.</param>
public sealed record StateEdited(CheckpointRef? Base, JsonElement Patch, string? AsNode, string? Next, string? By) : EntryBody
{
    /// <summary>True where <see cref="Patch"/> is the whole state and nothing of the base's stays (it was migrated).</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Whole { get; init; }
}

/// <summary>
/// Body of <see cref="EntryKind.Snapshot"/>: the state from which its run goes on, so that no earlier run need be read. A list that has grown
/// long is not repeated: its first items stay where earlier snapshots hold them, and <see cref="Logs"/> says where.
/// </summary>
/// <param name="State">The state; of the lists in <see cref="Logs"/> only the last items.</param>
/// <param name="Next">Where the thread stands at this entry: the node that comes next, or the end; absent where the run goes on by itself.</param>
public sealed record Snapshot(JsonElement State, string? Next) : EntryBody
{
    /// <summary>By member: the snapshots that hold the list's first items, in order; or absent.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<LogChunk>>? Logs { get; init; }

    /// <summary>The checkpoint whose state this is.</summary>
    public CheckpointRef? Base { get; init; }

    /// <summary>The snapshot before this one, or absent.</summary>
    public CheckpointRef? Earlier { get; init; }

    /// <summary>The failure with which the thread's last run ended, where the thread stands at this entry; otherwise absent.</summary>
    public ErrorBody? Error { get; init; }
}

/// <summary>Items of a list that an earlier snapshot holds: all that stand in its state under the list's name.</summary>
/// <param name="Run">The snapshot's run.</param>
/// <param name="Seq">The snapshot's entry.</param>
/// <param name="Count">How many items.</param>
public sealed record LogChunk(Guid Run, int Seq, int Count);

/// <summary>Body of <see cref="EntryKind.Tombstone"/>.</summary>
/// <param name="Erased">The entries whose bodies were erased.</param>
/// <param name="By">Who asked.</param>
/// <param name="Why">The reason.</param>
public sealed record Tombstone(IReadOnlyList<int> Erased, string By, string Why) : EntryBody;
