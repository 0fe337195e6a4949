using Baton.Engine.Effects;
using Baton.Engine.Runs;
using Baton.Errors;

namespace Baton.Engine.Schedules;

internal sealed class ScheduleService(EngineParts parts, ScheduleRecords records, RunAcceptor acceptor) : ISchedules
{
    private const int MostTries = 10;

    public async ValueTask<Schedule> CreateAsync(ScheduleRequest request, CancellationToken cancellationToken)
    {
        var now = parts.Time.GetUtcNow();
        var next = await CheckAsync(request, now, cancellationToken);
        if (await records.IsFullAsync(request.Run.Tenant, cancellationToken))
        {
            throw new BatonException(ErrorCodes.SchedulesFull, $"There are {ScheduleRecords.Most} schedules. Delete some that are no longer needed.");
        }

        var schedule = new Schedule(IdOf(request.Run, now), request) { Next = next, LooksAt = next };
        // Where it is not new, the same request was sent before.
        await records.TryWriteAsync(null, schedule, cancellationToken);
        return await FindAsync(request.Run.Tenant, schedule.Id, cancellationToken) ?? throw Unknown(schedule.Id);
    }

    public ValueTask<Schedule?> FindAsync(string tenant, Guid schedule, CancellationToken cancellationToken) =>
        records.FindAsync(tenant, schedule, cancellationToken);

    public ValueTask<IReadOnlyList<Schedule>> ListAsync(string tenant, CancellationToken cancellationToken) => records.ListAsync(tenant, cancellationToken);

    public async ValueTask<Schedule> UpdateAsync(
        string tenant, Guid schedule, Func<ScheduleRequest, ScheduleRequest> change, CancellationToken cancellationToken)
    {
        for (var attempt = 0; attempt < MostTries; attempt++)
        {
            var before = await records.FindAsync(tenant, schedule, cancellationToken) ?? throw Unknown(schedule);
            var request = change(before.Request);
            // Whatever has become wrong with a schedule meanwhile, it can be switched off.
            var next = IsSwitchedOffAlone(before.Request, request) ? null : await CheckAsync(request, parts.Time.GetUtcNow(), cancellationToken);
            var after = before with { Request = request };
            if (!IsSameTime(before.Request, request)) after = after with { Next = next, LooksAt = next, LastError = null };
            if (await records.TryWriteAsync(before, after, cancellationToken))
            {
                return await records.FindAsync(tenant, schedule, cancellationToken) ?? throw Unknown(schedule);
            }
        }

        throw Changed(schedule);
    }

    public async ValueTask<bool> DeleteAsync(string tenant, Guid schedule, CancellationToken cancellationToken)
    {
        for (var attempt = 0; attempt < MostTries; attempt++)
        {
            var present = await records.FindAsync(tenant, schedule, cancellationToken);
            if (present is null) return false;
            if (await records.TryWriteAsync(present, null, cancellationToken)) return true;
        }

        throw Changed(schedule);
    }

    private Guid IdOf(RunRequest run, DateTimeOffset now) =>
        run.IdempotencyKey is { } key ? TicketIds.Schedule(run.Tenant, key) : parts.Ids.NewId(now);

    private static bool IsSwitchedOffAlone(ScheduleRequest before, ScheduleRequest after) =>
        !after.IsEnabled && after == before with { IsEnabled = false };

    private static bool IsSameTime(ScheduleRequest one, ScheduleRequest other) =>
        one.Cron == other.Cron && one.TimeZone == other.TimeZone && one.EndsAt == other.EndsAt && one.IsEnabled == other.IsEnabled;

    /// <summary>Checks a request; what is due first after now, or null where it is disabled.</summary>
    private async ValueTask<DateTimeOffset?> CheckAsync(ScheduleRequest request, DateTimeOffset now, CancellationToken cancellationToken)
    {
        List<Fault> faults = [];
        var next = request.ReadRecurrence(faults)?.NextAfter(now);
        if (faults.Count == 0 && next is null && request.IsEnabled)
        {
            faults.Add(new Fault(ErrorCodes.ScheduleInvalid, "end_time", "Nothing is due between now and the end. Choose a later one, or none."));
        }

        if (faults.Count > 0) throw new ValidationException(ErrorCodes.ScheduleInvalid, "The schedule", faults);
        acceptor.Check(request.Run);
        if (request.Run.Thread is { } thread) await CheckThreadAsync(request.Run, thread, cancellationToken);
        return request.IsEnabled ? next : null;
    }

    private async ValueTask CheckThreadAsync(RunRequest run, string thread, CancellationToken cancellationToken)
    {
        var row = await parts.Store.Threads.FindAsync(run.Tenant, thread, cancellationToken)
            ?? throw new BatonException(ErrorCodes.ThreadUnknown, $"There is no thread '{thread}'. Create it first.");
        if (row.Graph is null || row.Graph == run.Assistant) return;
        throw new BatonException(ErrorCodes.ThreadOfOtherGraph, $"Thread '{thread}' belongs to another graph than '{run.Assistant}'. Use a thread of its own for each graph.");
    }

    private static BatonException Unknown(Guid schedule) =>
        new(ErrorCodes.ScheduleUnknown, $"There is no schedule {schedule:D}. POST /runs/crons/search lists them.");

    private static BatonException Changed(Guid schedule) =>
        new(ErrorCodes.RecordConflict, $"Schedule {schedule:D} is being changed by others. Read it again and repeat the change.");
}
