using Baton.Errors;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Baton.Postgres.Connecting;

/// <summary>Runs work on connections: again where the failure may pass, and never twice where it was committed.</summary>
/// <remarks>Safe for concurrent use.</remarks>
internal sealed partial class Database(NpgsqlDataSource source, PostgresOptions options, TimeProvider time, TestClock? clock, ILogger log)
    : IAsyncDisposable
{
    private readonly Lanes lanes = new();

    /// <summary>True where a test moves the database's clock.</summary>
    public bool HasTestClock => clock is not null;

    public async Task<NpgsqlConnection> OpenAsync(CancellationToken cancellationToken)
    {
        var connection = await source.OpenToWriteAsync(cancellationToken);
        try
        {
            if (clock is not null)
            {
                await clock.SetAsync(connection, cancellationToken);
            }

            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>The connection a loop keeps, or a new one where it has none.</summary>
    public async Task<NpgsqlConnection> ReopenAsync(NpgsqlConnection? connection, CancellationToken cancellationToken)
    {
        if (connection is null)
        {
            return await OpenAsync(cancellationToken);
        }

        if (clock is not null)
        {
            await clock.SetAsync(connection, cancellationToken);
        }

        return connection;
    }

    /// <summary>Reads, each statement by itself. Who gives up does not wait for the statement under way.</summary>
    public async Task<T> ReadAsync<T>(Func<Session, Task<T>> read, CancellationToken cancellationToken)
    {
        var backoff = new Backoff(time);
        while (true)
        {
            try
            {
                return await WhileWantedAsync(ReadOnceAsync(read, cancellationToken), cancellationToken);
            }
            catch (Exception exception) when (Failures.MayPass(exception))
            {
                await WaitAsync(backoff, exception, options.Patience, cancellationToken);
            }
        }
    }

    /// <summary>Changes something in a transaction, for as long as the options' patience lasts.</summary>
    public Task<T> WriteAsync<T>(Func<Session, Task<T>> work, CancellationToken cancellationToken) =>
        WriteAsync(work, options.Patience, cancellationToken);

    /// <summary>Changes something in a transaction.</summary>
    /// <param name="work">The work; it may be done again where a failure undid it.</param>
    /// <param name="patience">How long it is tried again; what may have been committed is tried until that is known.</param>
    /// <param name="cancellationToken">Stops trying, before the next statement; a commit that was sent is waited for.</param>
    /// <param name="places">Where it takes a place for each try, and gives it back between tries; null where it needs none.</param>
    /// <exception cref="UnsettledException">It was given up, and may have been committed.</exception>
    public async Task<T> WriteAsync<T>(
        Func<Session, Task<T>> work, TimeSpan patience, CancellationToken cancellationToken, SemaphoreSlim? places = null)
    {
        var attempt = new Attempt<T>(work, lanes);
        var backoff = new Backoff(time);
        try
        {
            while (true)
            {
                try
                {
                    return await TryAsync(attempt, places, cancellationToken);
                }
                catch (Exception exception) when (Failures.MayPass(exception) || (Failures.IsCollision(exception) && backoff.Attempt < MostCollisions))
                {
                    await WaitAsync(backoff, exception, attempt.IsUnsettled ? TimeSpan.MaxValue : patience, cancellationToken);
                }
            }
        }
        catch (OperationCanceledException exception) when (attempt.IsUnsettled)
        {
            throw new UnsettledException(exception);
        }
        finally
        {
            attempt.End();
        }
    }

    private async Task<T> ReadOnceAsync<T>(Func<Session, Task<T>> read, CancellationToken cancellationToken)
    {
        await using var connection = await OpenAsync(cancellationToken);
        return await GuardAsync(connection, () => read(new(connection, cancellationToken)));
    }

    private static async Task<T> GuardAsync<T>(NpgsqlConnection connection, Func<Task<T>> work)
    {
        try
        {
            return await work();
        }
        catch (PostgresException)
        {
            connection.ForgetPrepared();
            throw;
        }
    }

    private static async Task<T> WhileWantedAsync<T>(Task<T> work, CancellationToken cancellationToken)
    {
        try
        {
            return await work.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException) when (!work.IsCompleted)
        {
            // It ends by itself; nobody asks how.
            _ = work.ContinueWith(static ended => ended.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
            throw;
        }
    }

    private async Task<T> TryAsync<T>(Attempt<T> attempt, SemaphoreSlim? places, CancellationToken cancellationToken)
    {
        if (places is not null)
        {
            await places.WaitAsync(cancellationToken);
        }

        try
        {
            await using var connection = await OpenAsync(cancellationToken);
            return await GuardAsync(connection, () => attempt.RunAsync(connection, cancellationToken));
        }
        finally
        {
            places?.Release();
        }
    }

    public async Task WaitAsync(Backoff backoff, Exception exception, TimeSpan patience, CancellationToken cancellationToken)
    {
        if (backoff.Elapsed >= patience && !Failures.IsCollision(exception))
        {
            throw new BatonException(ErrorCodes.StoreUnavailable, $"The store cannot be used at present. {Failures.CureOf(exception)}", exception);
        }

        if (exception is PostgresException { SqlState: PostgresErrorCodes.ReadOnlySqlTransaction })
        {
            // It was the primary once: the next connection shall look for the present one.
            source.Clear();
        }

        if (!Failures.IsCollision(exception) && !Failures.IsLocked(exception))
        {
            LogWaits(backoff.Attempt + 1, Failures.CureOf(exception), exception.Message);
        }

        await backoff.WaitAsync(cancellationToken);
    }

    [LoggerMessage(EventId = 502, Level = LogLevel.Error, Message = "PostgreSQL refused to write something ({SqlState}): {Reason}")]
    public partial void LogRefused(string sqlState, string reason);

    public ValueTask DisposeAsync() => source.DisposeAsync();

    private const int MostCollisions = 100;

    [LoggerMessage(EventId = 501, Level = LogLevel.Warning, Message = "PostgreSQL: try {Attempt} failed and is repeated. {Cure} ({Failure})")]
    private partial void LogWaits(int attempt, string cure, string failure);
}
