using System.Threading.Channels;
using Baton.Engine.Telemetry;
using Baton.Errors;
using Baton.Postgres.Connecting;
using Npgsql;

namespace Baton.Postgres.Writing;

/// <summary>
/// One loop that writes, for the runs that fall to it: it takes whatever has queued up, commits it together and goes on. While one batch is
/// flushed the next one gathers, so batches grow with the load and nothing waits on purpose.
/// </summary>
/// <remarks>Safe for concurrent use.</remarks>
internal sealed class Writer : IAsyncDisposable
{
    private const int Turns = 6;
    private readonly Database writing;
    private readonly Database database;
    private readonly PostgresOptions options;
    private readonly TimeProvider time;
    private readonly Channel<WriteItem> queue = Channel.CreateUnbounded<WriteItem>(new() { SingleReader = true });
    private readonly CancellationTokenSource stop = new();
    private readonly List<WriteItem> pending = [];
    private readonly Alone alone;
    private Task<bool>? arrival;
    private long arrived;
    private Task loop = Task.CompletedTask;

    /// <summary>Makes a loop, which does not run yet.</summary>
    /// <param name="writing">Connections whose statements are planned once.</param>
    /// <param name="database">Where what is left over is done, a transaction each.</param>
    /// <param name="options">How large batches may grow.</param>
    /// <param name="time">Between tries.</param>
    public Writer(Database writing, Database database, PostgresOptions options, TimeProvider time)
    {
        this.writing = writing;
        this.database = database;
        this.options = options;
        this.time = time;
        alone = new(CommitAloneAsync);
    }

    public void Start() => loop = Task.Run(WorkAsync);

    public void Enqueue(WriteItem item)
    {
        Interlocked.Increment(ref arrived);
        if (!queue.Writer.TryWrite(item))
        {
            throw new BatonException(ErrorCodes.StoreUnavailable, "The store is closed.");
        }
    }

    /// <summary>Commits what has queued, for as long as that works, then stops.</summary>
    public async ValueTask DisposeAsync()
    {
        queue.Writer.TryComplete();
        stop.CancelAfter(options.CommandTimeout);
        await loop;
        stop.Dispose();
    }

    private async Task WorkAsync()
    {
        NpgsqlConnection? connection = null;
        while (await HasWorkAsync())
        {
            await GatherAsync();
            var batch = new Batch(options);
            try
            {
                Fill(batch);
                connection = await CommitAsync(batch, connection);
            }
            catch (Exception exception)
            {
                // Nobody foresaw this one. Whoever waits is told, and the next batch begins with nothing of it.
                batch.Items.AddRange(pending.Except(batch.Items));
                pending.Clear();
                FailAll(batch, exception);
                connection = await GiveUpAsync(connection);
            }

            batch.Items.ForEach(item => item.Complete());
        }

        if (connection is not null)
        {
            await connection.DisposeAsync();
        }
    }

    /// <summary>Waits for something to do.</summary>
    /// <returns>False where nothing is left and nothing more comes.</returns>
    private async Task<bool> HasWorkAsync()
    {
        while (true)
        {
            pending.InsertRange(0, alone.Release());
            arrival ??= queue.Reader.WaitToReadAsync().AsTask();
            if (pending.Count > 0 || (arrival.IsCompleted && await arrival))
            {
                return true;
            }

            if (arrival.IsCompleted && alone.IsIdle)
            {
                return false;
            }

            await (arrival.IsCompleted ? alone.NextAsync() : alone.IsIdle ? arrival : Task.WhenAny(arrival, alone.NextAsync()));
        }
    }

    /// <summary>
    /// Lets those go first who have just been answered or woken, for as long as they bring more: a batch costs the same whether it is half full.
    /// Where nobody has anything to do, that takes a microsecond.
    /// </summary>
    private async ValueTask GatherAsync()
    {
        var before = -1L;
        for (var turn = 0; turn < Turns && Volatile.Read(ref arrived) is var now && now > before; turn++)
        {
            before = now;
            await new BehindTheOthers();
        }
    }

    private void Fill(Batch batch)
    {
        while (pending.Count < options.BatchItems && queue.Reader.TryRead(out var item))
        {
            pending.Add(item);
        }

        if (arrival is { IsCompletedSuccessfully: true, Result: true })
        {
            arrival = null;
        }

        var left = 0;
        for (var index = 0; index < pending.Count; index++)
        {
            var item = pending[index];
            if (!alone.Holds(item) && !batch.TryAdd(item))
            {
                batch.Close(item);

                // Moved while the list is gone through: an enumerator would not outlive that.
                pending[left++] = item;
            }
        }

        pending.RemoveRange(left, pending.Count - left);
    }

    /// <summary>1. together, 2. what is left over by itself, which is not waited for and no part of the batch any more.</summary>
    /// <returns>The connection to go on with; null where it was lost.</returns>
    private async Task<NpgsqlConnection?> CommitAsync(Batch batch, NpgsqlConnection? connection)
    {
        try
        {
            // 1. together
            connection = await CommitTogetherAsync(batch, connection);
        }
        catch (Exception exception)
        {
            FailAll(batch, exception);
        }

        // 2. what is left over by itself; items of one run one after another
        var rest = batch.Items.Where(item => !item.IsSettled).GroupBy(item => item.Order).Select(items => (items.Key, Items: items.ToList())).ToList();
        batch.Items.RemoveAll(item => !item.IsSettled);
        rest.ForEach(items => alone.Begin(items.Key, items.Items));

        return connection;
    }

    private async Task<NpgsqlConnection?> CommitTogetherAsync(Batch batch, NpgsqlConnection? connection)
    {
        var backoff = new Backoff(time);
        while (batch.Steps.Count + batch.Transitions.Count + batch.Acceptances.Count > 0)
        {
            var isSent = false;
            try
            {
                connection = await writing.ReopenAsync(connection, stop.Token);
                isSent = true;
                var begun = StoreMeasures.Begin();
                await BatchStatements.ExecuteAsync(connection, batch, CancellationToken.None);
                StoreMeasures.Committed(begun, "postgres", batch.Items.Count);
                return connection;
            }
            catch (Exception exception) when (Failures.IsLocked(exception))
            {
                // Which row it was is not told: each by itself, so that only that one waits.
                return await GiveUpAsync(connection);
            }
            catch (Exception exception) when (Failures.MayPass(exception))
            {
                connection = await GiveUpAsync(connection);
                if (isSent && Failures.IsUnknown(exception))
                {
                    // Whether it was written is found out item by item, under the lock of each run.
                    batch.Items.ForEach(item => item.MayBeWritten = true);
                    return null;
                }

                await writing.WaitAsync(backoff, exception, TimeSpan.MaxValue, stop.Token);
                batch.DropCancelled();
            }
            catch (Exception) when (isSent)
            {
                // Something in it cannot be written, or somebody else was first: each by itself, so that only that one fails.
                return await GiveUpAsync(connection);
            }
        }

        return connection;
    }

    private async Task CommitAloneAsync(WriteItem item, SemaphoreSlim places)
    {
        try
        {
            if (!item.MayBeWritten)
            {
                using var either = CancellationTokenSource.CreateLinkedTokenSource(item.Cancellation, stop.Token);
                item.MayBeWritten = !await item.TryExecuteAsync(database, places, either.Token);
            }

            if (item.MayBeWritten && !item.IsSettled)
            {
                // Seen to its end, whoever waits for it: a run that was accepted for this server and that nobody executes would stay so.
                await item.ExecuteAsync(database, places, stop.Token);
            }
        }
        catch (Exception exception)
        {
            item.FailWith(Describe(exception, item));
        }
    }

    private Exception Describe(Exception exception, WriteItem item) => exception switch
    {
        OperationCanceledException when item.Cancellation.IsCancellationRequested => exception,
        OperationCanceledException => new BatonException(
            ErrorCodes.StoreUnavailable, "The store was closed while the database could not be reached; whether this was written is not known.", exception),
        PostgresException answer => Refused(answer),
        _ => exception,
    };

    /// <summary>The database's own words name its tables: they are for the log, clients get the code.</summary>
    private BatonException Refused(PostgresException answer)
    {
        database.LogRefused(answer.SqlState, answer.MessageText);
        return new(ErrorCodes.StoreUnavailable, $"The database refused to write this ({answer.SqlState}); nothing of it was written.", answer);
    }

    private void FailAll(Batch batch, Exception exception)
    {
        foreach (var item in batch.Items.Where(item => !item.IsSettled))
        {
            item.FailWith(Describe(exception, item));
        }
    }

    private static async Task<NpgsqlConnection?> GiveUpAsync(NpgsqlConnection? connection)
    {
        if (connection is not null)
        {
            connection.ForgetPrepared();
            await connection.DisposeAsync();
        }

        return null;
    }
}
