using Baton.Engine.Telemetry;
using Baton.Errors;
using Baton.Sqlite.Native;

namespace Baton.Sqlite.Writing;

/// <summary>
/// The one thread that writes: it takes whatever has queued up, commits it in one transaction and goes on. While one batch is flushed to
/// disk the next one gathers, so batches grow with the load and nothing waits on purpose.
/// </summary>
/// <remarks>Safe for concurrent use.</remarks>
internal sealed class Writer : IDisposable
{
    private const int LargestBatch = 1_024;

    // Not a Lock: the writer waits on it without spinning, which would cost the runs their time on a small machine.
    private readonly object gate = new();
    private readonly Connection connection;
    private readonly WriteSession session;
    private readonly Thread thread;
    private List<WriteItem> queue = [];
    private bool isIdle;
    private bool isClosed;

    public Writer(Connection connection, TimeProvider time)
    {
        this.connection = connection;
        session = new(connection, time);
        thread = new(Work) { IsBackground = true, Name = "baton-sqlite-writer" };
        thread.Start();
    }

    public int StatementCount => connection.StatementCount;

    public Task<T> RunAsync<T>(Func<WriteSession, T> work, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var item = new WriteItem<T>(work);
        Enqueue(item);
        return item.Task;
    }

    public void Enqueue(WriteItem item)
    {
        lock (gate)
        {
            if (isClosed)
            {
                throw new BatonException(ErrorCodes.StoreUnavailable, "The store is closed.");
            }

            queue.Add(item);
            if (isIdle)
            {
                isIdle = false;
                Monitor.Pulse(gate);
            }
        }
    }

    /// <summary>Commits what has queued, then stops.</summary>
    public void Dispose()
    {
        lock (gate)
        {
            if (isClosed)
            {
                return;
            }

            isClosed = true;
            Monitor.Pulse(gate);
        }

        thread.Join();
        connection.Dispose();
    }

    private void Work()
    {
        while (TakeAll() is { } items)
        {
            for (var start = 0; start < items.Count; start += LargestBatch)
            {
                var batch = new Batch(items.GetRange(start, Math.Min(LargestBatch, items.Count - start)));
                Commit(batch.Items);

                // Waiters go on elsewhere: the next batch must not wait for them.
                ThreadPool.UnsafeQueueUserWorkItem(batch, preferLocal: false);
            }
        }
    }

    private List<WriteItem>? TakeAll()
    {
        lock (gate)
        {
            while (queue.Count == 0)
            {
                if (isClosed)
                {
                    return null;
                }

                isIdle = true;
                Monitor.Wait(gate);
            }

            var items = queue;
            queue = [];
            return items;
        }
    }

    private void Commit(List<WriteItem> items)
    {
        try
        {
            CommitTogether(items);
        }
        catch (Exception exception)
        {
            Undo();
            if (items.Count == 1)
            {
                items[0].FailWith(exception);
                return;
            }

            // One item spoilt the batch: each on its own, so that only that one fails.
            foreach (var item in items)
            {
                Commit([item]);
            }
        }
    }

    private void CommitTogether(List<WriteItem> items)
    {
        var begun = StoreMeasures.Begin();
        session.Prepare("BEGIN IMMEDIATE").Execute();
        foreach (var item in items)
        {
            item.Execute(session);
        }

        session.Prepare("COMMIT").Execute();
        StoreMeasures.Committed(begun, "sqlite", items.Count);
    }

    private void Undo()
    {
        session.ForgetTails();
        if (connection.IsInTransaction)
        {
            session.Prepare("ROLLBACK").Execute();
        }
    }

    private sealed class Batch(List<WriteItem> items) : IThreadPoolWorkItem
    {
        public List<WriteItem> Items { get; } = items;

        public void Execute() => Items.ForEach(item => item.Complete());
    }
}
