using System.Buffers.Binary;
using Baton.Engine.Journal;
using Baton.Engine.Stores;
using Baton.Errors;

namespace Baton.Engine.Runs;

/// <summary>Checks checkpoints that callers name: a name alone gives nobody another thread's or tenant's state.</summary>
internal sealed class Checkpoints(IStore store)
{
    /// <summary>Checks one.</summary>
    /// <exception cref="BatonException">The thread has no such checkpoint, or no longer.</exception>
    public async ValueTask CheckAsync(string tenant, string? thread, CheckpointRef at, CancellationToken cancellationToken)
    {
        var run = await store.Runs.FindAsync(tenant, at.Run, cancellationToken);
        if (run is not null && thread is not null && run.Thread == thread && at.Seq >= 1 && at.Seq <= run.Seq) return;
        if (run is null && thread is not null && await WasRemovedAsync(tenant, thread, at.Run, cancellationToken)) throw Gone();
        throw new BatonException(
            ErrorCodes.CheckpointUnknown,
            thread is null ? "A checkpoint belongs to a thread: name the thread as well." : $"Thread '{thread}' has no such checkpoint.");
    }

    public static BatonException Gone() => new(
        ErrorCodes.CheckpointGone, "The checkpoint, or what its state rests on, was removed by retention. Take one from the thread's history, which ends where retention has been.");

    /// <summary>True where a run's id is older than what retention has left of the thread: nobody remembers what it removed.</summary>
    private async ValueTask<bool> WasRemovedAsync(string tenant, string thread, Guid run, CancellationToken cancellationToken)
    {
        if (run.Version != 7) return false;
        var query = new RunQuery(tenant) { Thread = thread, OldestFirst = true, IncludeHidden = true, Limit = 1 };
        if (await store.Runs.QueryAsync(query with { IncludeEdits = true }, cancellationToken) is not [{ IsEdit: true }]) return false;
        var left = await store.Runs.QueryAsync(query, cancellationToken);
        return left.Count == 0 || MadeAt(run) < MadeAt(left[0].Id);
    }

    /// <summary>When a version 7 id was made: Unix milliseconds in its first 48 bits (RFC 9562, 5.7).</summary>
    private static long MadeAt(Guid id) => BinaryPrimitives.ReadInt64BigEndian(id.ToByteArray(bigEndian: true)) >> 16;
}
