using System.Text.Json;
using Baton.Engine.Journal;
using Baton.Engine.Stores;

namespace Baton.Engine.Runs;

/// <summary>Reads and edits the state of threads.</summary>
/// <remarks>Safe for concurrent use.</remarks>
public interface IThreads
{
    /// <summary>A thread's state: now, or at a checkpoint.</summary>
    /// <returns>The state, or null where there is no such thread.</returns>
    /// <exception cref="Baton.Errors.BatonException">There is no such checkpoint.</exception>
    ValueTask<ThreadState?> StateAsync(string tenant, string thread, CheckpointRef? at, CancellationToken cancellationToken);

    /// <summary>A thread's states, newest first.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="thread">The thread.</param>
    /// <param name="before">Only states before this checkpoint, or null for all.</param>
    /// <param name="limit">How many at most.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>The states; null where there is no such thread.</returns>
    ValueTask<IReadOnlyList<ThreadState>?> HistoryAsync(
        string tenant, string thread, CheckpointRef? before, int limit, CancellationToken cancellationToken);

    /// <summary>Changes a thread's state by hand: a one-entry run of kind edit.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="thread">The thread; it must have a graph and no run under way. A waiting run is superseded.</param>
    /// <param name="values">State members to set; for logs: items to append. A JSON object.</param>
    /// <param name="asNode">The node as which the state is edited: a run without input goes on after it. Null keeps the place.</param>
    /// <param name="at">The checkpoint to edit (a fork), or null for the head.</param>
    /// <param name="by">Who, or null.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="Baton.Errors.BatonException">The thread is unknown, busy, or the values do not fit the state.</exception>
    ValueTask<CheckpointRef> UpdateAsync(
        string tenant, string thread, JsonElement values, string? asNode, CheckpointRef? at, string? by, CancellationToken cancellationToken);
}

/// <summary>A thread's state at a checkpoint.</summary>
/// <param name="Values">The state, a JSON object.</param>
/// <param name="Next">The nodes that come next; empty where the thread is at rest.</param>
/// <param name="Checkpoint">Where it stands; null on an empty thread.</param>
/// <param name="Parent">The checkpoint before it, or null.</param>
/// <param name="CreatedAt">When it was written.</param>
public sealed record ThreadState(
    JsonElement Values, IReadOnlyList<string> Next, CheckpointRef? Checkpoint, CheckpointRef? Parent, DateTimeOffset CreatedAt)
{
    /// <summary>What it comes from: <c>input</c>, <c>loop</c>, <c>update</c> or <c>fork</c>.</summary>
    public string Source { get; init; } = "loop";

    /// <summary>The step's number within its run, from -1 (the input).</summary>
    public int Step { get; init; }

    /// <summary>The node that wrote it, or null.</summary>
    public string? Node { get; init; }

    /// <summary>The run that wrote it, or null.</summary>
    public Guid? Run { get; init; }

    /// <summary>Open tickets, at the thread's newest state.</summary>
    public IReadOnlyList<TicketRow> Tickets { get; init; } = [];

    /// <summary>The failure that the last run ended with, at the thread's newest state; or null.</summary>
    public ErrorBody? Error { get; init; }
}
