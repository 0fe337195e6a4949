using Baton.Errors;

namespace Baton.Engine.Schedules;

/// <summary>Makes, finds and changes schedules: runs that begin again and again by the clock, each time exactly one in the whole cluster.</summary>
/// <remarks>Safe for concurrent use. What a returned task stands for is committed when it ends.</remarks>
public interface ISchedules
{
    /// <summary>Makes a schedule. With the same idempotency key (that of its run request) the first one is returned.</summary>
    /// <exception cref="ValidationException">The expression, time zone, end or input has faults; all are listed.</exception>
    /// <exception cref="BatonException">There is no such assistant or thread, or the tenant has too many schedules.</exception>
    ValueTask<Schedule> CreateAsync(ScheduleRequest request, CancellationToken cancellationToken);

    /// <summary>The schedule, or null.</summary>
    ValueTask<Schedule?> FindAsync(string tenant, Guid schedule, CancellationToken cancellationToken);

    /// <summary>All schedules of a tenant, by id.</summary>
    ValueTask<IReadOnlyList<Schedule>> ListAsync(string tenant, CancellationToken cancellationToken);

    /// <summary>Changes a schedule. Where its times change, or it is switched on, it goes on from now: nothing is made up for.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="schedule">The schedule.</param>
    /// <param name="change">Makes the new request from the present one; it may be called again where somebody else was faster.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="BatonException">There is no such schedule, or the new request is refused.</exception>
    ValueTask<Schedule> UpdateAsync(string tenant, Guid schedule, Func<ScheduleRequest, ScheduleRequest> change, CancellationToken cancellationToken);

    /// <summary>Removes a schedule. Runs that it began stay.</summary>
    /// <returns>False where there is none.</returns>
    ValueTask<bool> DeleteAsync(string tenant, Guid schedule, CancellationToken cancellationToken);
}
