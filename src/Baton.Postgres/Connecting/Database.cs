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

    /// <summary>Reads, each statement by itself.</summary>
    public async Task<T> ReadAsync<T>(Func<Session, Task<T>> read, CancellationToken cancellationToken)
    {
        var backoff = new Backoff(time);
        while (true)
        {
            try
            {
                await using var connection = await OpenAsync(cancellationToken);
                return await read(new(connection, cancellationToken));
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
    /// <param name="patience">How long it is tried again.</param>
    /// <param name="cancellationToken">Stops trying; a commit that was sent is waited for.</param>
    public async Task<T> WriteAsync<T>(Func<Session, Task<T>> work, TimeSpan patience, CancellationToken cancellationToken)
    {
        var attempt = new Attempt<T>(work, lanes);
        var backoff = new Backoff(time);
        try
        {
            while (true)
            {
                try
                {
                    await using var connection = await OpenAsync(cancellationToken);
                    return await attempt.RunAsync(connection, cancellationToken);
                }
                catch (Exception exception) when (Failures.MayPass(exception) || (Failures.IsCollision(exception) && backoff.Attempt < MostCollisions))
                {
                    await WaitAsync(backoff, exception, patience, cancellationToken);
                }
            }
        }
        finally
        {
            attempt.End();
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

        if (!Failures.IsCollision(exception))
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
