using System.Text.Json;
using System.Text.Json.Nodes;
using Baton.Engine.Effects;
using Baton.Engine.Runs;
using Baton.Engine.Stores;
using Baton.Errors;
using Microsoft.Extensions.Logging;

namespace Baton.Engine.Schedules;

/// <summary>
/// Fires a schedule that is due: begins the run, then moves the schedule on. The run's idempotency key names schedule and due time, and the
/// move is a compare-and-set; so servers that fire at once begin one run, and a crash between the two repeats the first without effect.
/// </summary>
internal sealed partial class ScheduleFiring(IStore store, ScheduleRecords records, IRuns runs, ILogger<ScheduleFiring> log)
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(30);

    /// <summary>Fires a schedule, where it is still due.</summary>
    /// <param name="entry">Its entry in the index.</param>
    /// <param name="now">The store's time.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>False where nothing came of it; the entry is still there.</returns>
    public async ValueTask<bool> FireAsync(DueSchedule entry, DateTimeOffset now, CancellationToken cancellationToken)
    {
        try
        {
            var schedule = await records.FindAsync(entry, cancellationToken);
            if (schedule?.LooksAt == entry.At && schedule.Next is { } due)
            {
                // Where somebody else moved it, it is moved all the same.
                await records.TryWriteAsync(schedule, await AfterAsync(schedule, due, now, cancellationToken), cancellationToken);
            }
            else
            {
                await records.RemoveAsync(entry, cancellationToken);
            }

            return true;
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            LogFailed(entry.Key, exception);
            return false;
        }
    }

    /// <summary>What the schedule is after its due time was dealt with.</summary>
    private async ValueTask<Schedule> AfterAsync(Schedule schedule, DateTimeOffset due, DateTimeOffset now, CancellationToken cancellationToken)
    {
        List<Fault> faults = [];
        if (schedule.Request.ReadRecurrence(faults) is not { } recurrence) return Later(schedule, due, now, faults[0].Code, faults[0].Message);
        var (fire, next) = recurrence.Decide(due, now);
        var after = schedule with { Next = next, LooksAt = next };
        if (fire is not { } time) return after;
        try
        {
            return after with { LastRun = await StartAsync(schedule, time, cancellationToken), LastError = null };
        }
        catch (BatonException failure) when (failure is TransientException || failure.Code is ErrorCodes.PoolFull or ErrorCodes.StoreUnavailable)
        {
            return Later(schedule, due, now, failure.Code, failure.Message);
        }
        catch (Exception failure) when (failure is not BatonException && !cancellationToken.IsCancellationRequested)
        {
            // Whatever its graph made of the input: it must not stand in the way of others.
            LogFailed(schedule.Id.ToString("D"), failure);
            return Later(schedule, due, now, ErrorCodes.Internal, "Its run could not be begun; the server's log says why.");
        }
        catch (BatonException failure)
        {
            LogRefused(schedule.Id, failure.Code);
            after = after with { LastError = new ScheduleFailure(time, failure.Code, failure.Message) };
            // Its thread was deleted and does not come back: nothing that it could do would come to anything.
            return failure.Code == ErrorCodes.ThreadUnknown
                ? after with { Request = schedule.Request with { IsEnabled = false }, Next = null, LooksAt = null }
                : after;
        }
    }

    private static Schedule Later(Schedule schedule, DateTimeOffset due, DateTimeOffset now, string code, string message) => schedule with
    {
        // In whole milliseconds, as the index has it.
        LooksAt = DateTimeOffset.FromUnixTimeMilliseconds((now + RetryDelay).ToUnixTimeMilliseconds()),
        LastError = new ScheduleFailure(due, code, message),
    };

    private async ValueTask<Guid> StartAsync(Schedule schedule, DateTimeOffset due, CancellationToken cancellationToken)
    {
        var run = schedule.Request.Run with
        {
            IdempotencyKey = $"schedule/{schedule.Id:N}/{due.UtcDateTime:yyyyMMddTHHmmssZ}",
            TakesFirst = true,
            CreateThread = false,
            Metadata = Metadata(schedule),
            By = $"schedule {schedule.Id:D}",
        };
        if (run.Thread is null && schedule.Request.KeepsThread)
        {
            run = run with { Thread = TicketIds.ScheduledThread(run.Tenant, schedule.Id, due).ToString("D") };
            await store.Threads.CreateAsync(new ThreadRow(run.Tenant, run.Thread) { Metadata = run.Metadata }, cancellationToken);
        }

        return (await runs.StartAsync(run, cancellationToken)).Run.Id;
    }

    private static JsonElement Metadata(Schedule schedule)
    {
        var metadata = schedule.Request.Run.Metadata is { ValueKind: JsonValueKind.Object } given ? JsonObject.Create(given)! : [];
        metadata["cron_id"] = schedule.Id.ToString("D");
        return JsonElement.Parse(metadata.ToJsonString());
    }

    [LoggerMessage(EventId = 110, Level = LogLevel.Error, Message = "Schedule {Schedule} could not be fired; trying again.")]
    private partial void LogFailed(string schedule, Exception exception);

    [LoggerMessage(EventId = 111, Level = LogLevel.Warning, Message = "Schedule {Schedule} began no run: {Code}. Its last_error says why.")]
    private partial void LogRefused(Guid schedule, string code);
}
