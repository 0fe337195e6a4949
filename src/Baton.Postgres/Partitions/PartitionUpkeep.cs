using System.Data;
using Baton.Postgres.Connecting;
using Microsoft.Extensions.Logging;

namespace Baton.Postgres.Partitions;

/// <summary>Makes partitions ahead, lets keys tell the day, drops partitions that are empty: at start, and every minute since then.</summary>
/// <remarks>Of many servers one at a time does it. What fails is tried again in a minute; nothing that is written depends on it.</remarks>
internal sealed partial class PartitionUpkeep(Database database, string schema, TimeProvider time, ILogger log) : IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);
    private readonly CancellationTokenSource stop = new();
    private Task loop = Task.CompletedTask;
    private bool isRefused;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await AttemptAsync(() => AloneAsync(RotateAsync, cancellationToken));
        loop = Task.Run(WorkAsync, CancellationToken.None);
    }

    /// <summary>One pass.</summary>
    public Task PassAsync(CancellationToken cancellationToken) =>
        AloneAsync(
            async session =>
            {
                if (await RotateAsync(session))
                {
                    await DropAsync(session);
                }

                return true;
            },
            cancellationToken);

    /// <summary>Removes entries that have waited long enough for their partition to go.</summary>
    public async Task SweepAsync(CancellationToken cancellationToken)
    {
        foreach (var day in await database.ReadAsync(LeftEntries.TakeDueAsync, cancellationToken))
        {
            for (long? after = 0; after is { } last;)
            {
                after = await database.ReadAsync(session => LeftEntries.SweepAsync(session, day, last), cancellationToken);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await loop;
        stop.Dispose();
    }

    private async Task WorkAsync()
    {
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stop.Token))
            {
                await AttemptAsync(() => PassAsync(stop.Token));
                await AttemptAsync(() => SweepAsync(stop.Token));
            }
        }
        catch (OperationCanceledException)
        {
            // The store closes.
        }
    }

    /// <returns>False where the user may not change partitions: then everything goes to the last one.</returns>
    private async Task<bool> RotateAsync(Session session)
    {
        var may = await PartitionRows.MayChangeAsync(session);
        if (may)
        {
            await Rotation.RunAsync(session);
        }
        else if (!isRefused)
        {
            LogRefused();
        }

        isRefused = !may;
        return may;
    }

    private async Task DropAsync(Session session)
    {
        var (dropped, inUse) = await Dropping.RunAsync(session);
        foreach (var name in dropped)
        {
            LogDropped(name);
        }

        if (inUse is not null)
        {
            LogInUse(inUse);
        }
    }

    /// <summary>Works where no other server does. The lock is the session's: parts of the work cannot be in a transaction.</summary>
    /// <returns>False where somebody else is at it.</returns>
    private async Task<bool> AloneAsync(Func<Session, Task<bool>> work, CancellationToken cancellationToken) =>
        await database.ReadAsync(
            async session =>
            {
                var key = $"hashtextextended('baton.{schema}.partitions', 0)";
                if (!await session.Prepare($"SELECT pg_try_advisory_lock({key})").FirstAsync(row => row.Bool(0)))
                {
                    return false;
                }

                try
                {
                    return await work(session);
                }
                finally
                {
                    if (session.Connection.State == ConnectionState.Open)
                    {
                        await session.Prepare($"SELECT pg_advisory_unlock({key})").ExecuteAsync();
                    }
                }
            },
            cancellationToken);

    private async Task AttemptAsync(Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            LogFailed(exception);
        }
    }

    [LoggerMessage(EventId = 503, Level = LogLevel.Warning, Message = "The journal's partitions could not be seen to; trying again in a minute.")]
    private partial void LogFailed(Exception exception);

    [LoggerMessage(EventId = 506, Level = LogLevel.Warning, Message = "The journal gets no partitions, and retention deletes rows: grant the role of the tables' owner to this user.")]
    private partial void LogRefused();

    [LoggerMessage(EventId = 504, Level = LogLevel.Information, Message = "{Name} was dropped: no run needs it any more.")]
    private partial void LogDropped(string name);

    [LoggerMessage(EventId = 505, Level = LogLevel.Information, Message = "{Name} is still being read, by an export or a backup perhaps; it is dropped later.")]
    private partial void LogInUse(string name);
}
