using Baton.Engine.Stores;
using Baton.Postgres.Connecting;

namespace Baton.Postgres.Writing;

/// <summary>
/// The loops that write. A run always falls to the same one, so that its appends stay in the order of the calls; acceptances have one of
/// their own, beside which the appends of the others go on.
/// </summary>
/// <remarks>Safe for concurrent use.</remarks>
internal sealed class Writers : IAsyncDisposable
{
    private readonly Writer acceptances;
    private readonly Writer[] loops;
    private long lastToken;

    /// <summary>Makes the loops and starts them.</summary>
    /// <param name="writing">Connections whose statements are planned once.</param>
    /// <param name="database">Where single changes are made.</param>
    /// <param name="options">How many loops, and how large batches may grow.</param>
    /// <param name="firstToken">Acceptances are named from here on; no other store's are.</param>
    /// <param name="time">Between tries.</param>
    public Writers(Database writing, Database database, PostgresOptions options, long firstToken, TimeProvider time)
    {
        lastToken = firstToken;
        acceptances = new(writing, database, options, time);
        loops = [.. Enumerable.Range(0, options.Writers).Select(_ => new Writer(writing, database, options, time))];
        acceptances.Start();
        Array.ForEach(loops, loop => loop.Start());
    }

    public ValueTask<AppendOutcome> AppendAsync(JournalAppend append, CancellationToken cancellationToken)
    {
        var item = AppendItem.For(append, cancellationToken);
        var task = item.Task;
        loops[(int)((ulong)append.Lease.Key % (ulong)loops.Length)].Enqueue(item);
        return task;
    }

    public Task<AcceptOutcome> AcceptAsync(RunAcceptance wish, CancellationToken cancellationToken)
    {
        var item = new AcceptItem(wish, Interlocked.Increment(ref lastToken), cancellationToken);
        acceptances.Enqueue(item);
        return item.Task;
    }

    public async ValueTask DisposeAsync()
    {
        await acceptances.DisposeAsync();
        foreach (var loop in loops)
        {
            await loop.DisposeAsync();
        }
    }
}
