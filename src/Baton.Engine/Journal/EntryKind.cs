namespace Baton.Engine.Journal;

/// <summary>
/// What a journal entry means. The list is closed; numbers are stored and never reused. The body of each kind is the record named in
/// brackets, as snake_case JSON.
/// </summary>
public enum EntryKind
{
    /// <summary>The run was accepted: graph, input, where its state begins (<see cref="RunStarted"/>).</summary>
    RunStarted = 1,

    /// <summary>A server took the run (<see cref="RunClaimed"/>): written on every take-over, not on the first.</summary>
    RunClaimed = 2,

    /// <summary>An inline graph began (<see cref="FrameStarted"/>).</summary>
    FrameStarted = 3,

    /// <summary>A node was completed: the patch of the state and the next node (<see cref="Checkpoint"/>).</summary>
    Checkpoint = 4,

    /// <summary>A branch or item was completed (<see cref="BranchCompleted"/>).</summary>
    BranchCompleted = 5,

    /// <summary>A node's own code failed (<see cref="NodeFailed"/>).</summary>
    NodeFailed = 6,

    /// <summary>An effect is about to be called (<see cref="EffectStarted"/>).</summary>
    EffectStarted = 7,

    /// <summary>An effect's result (<see cref="EffectCompleted"/>).</summary>
    EffectCompleted = 8,

    /// <summary>A try of an effect failed (<see cref="EffectFailed"/>).</summary>
    EffectFailed = 9,

    /// <summary>A clock reading, id, random number, hash of a pinned value or decision that a node took (<see cref="ValueRecorded"/>).</summary>
    ValueRecorded = 10,

    /// <summary>A node waits (<see cref="TicketOpened"/>).</summary>
    TicketOpened = 11,

    /// <summary>What a node waited for came, or no longer matters (<see cref="TicketClosed"/>).</summary>
    TicketClosed = 12,

    /// <summary>Something was taken from the run's inbox (<see cref="InboxTaken"/>).</summary>
    InboxTaken = 13,

    /// <summary>A node wrote something for whoever watches (<see cref="CustomWritten"/>).</summary>
    CustomWritten = 14,

    /// <summary>The run ended (<see cref="RunFinished"/>).</summary>
    RunFinished = 15,

    /// <summary>Somebody changed the state by hand (<see cref="StateEdited"/>).</summary>
    StateEdited = 16,

    /// <summary>The whole state from which the run goes on, so that earlier runs need not be read (<see cref="Snapshot"/>).</summary>
    Snapshot = 17,

    /// <summary>Bodies were erased: who, when, why (<see cref="Tombstone"/>).</summary>
    Tombstone = 18,

    /// <summary>What the state says of the thread's case is new (<see cref="CaseChanged"/>): committed with the checkpoint that made it so.</summary>
    CaseChanged = 19,
}
