using Baton.Engine.Journal;
using Baton.Engine.Stores;
using Baton.Errors;

namespace Baton.Engine.Runs;

/// <summary>Checks checkpoints that callers name: a name alone gives nobody another thread's or tenant's state.</summary>
internal sealed class Checkpoints(IStore store)
{
    /// <summary>Checks one.</summary>
    /// <exception cref="BatonException">The thread has no such checkpoint.</exception>
    public async ValueTask CheckAsync(string tenant, string? thread, CheckpointRef at, CancellationToken cancellationToken)
    {
        var run = await store.Runs.FindAsync(tenant, at.Run, cancellationToken);
        if (run is not null && thread is not null && run.Thread == thread && at.Seq >= 1 && at.Seq <= run.Seq) return;
        throw new BatonException(
            ErrorCodes.CheckpointUnknown,
            thread is null ? "A checkpoint belongs to a thread: name the thread as well." : $"Thread '{thread}' has no such checkpoint.");
    }
}
