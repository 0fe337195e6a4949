using System.Text.Json;
using Baton.Engine.Journal;

namespace Baton.Engine.Repairs;

/// <summary>Takes up what runs left undone that failed, were cancelled or ran out of time.</summary>
/// <remarks>
/// A run that has ended stays as it is: a repair is a new run. Each run is repaired at most once; asked again, the same new run is returned,
/// and where that one failed too, it is the one to repair. Safe for concurrent use.
/// </remarks>
public interface IRepairs
{
    /// <summary>What a retry of a run would do, without doing it.</summary>
    /// <exception cref="Baton.Errors.BatonException">There is no such run, or it cannot be retried; the code says why.</exception>
    ValueTask<RepairPlan> PlanAsync(string tenant, Guid run, CancellationToken cancellationToken);

    /// <summary>Does again what a run did not complete.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="run">The run.</param>
    /// <param name="repeatCalls">
    /// True where calls that were begun may be made again (<see cref="RepairPlan.Repeats"/>). Without it such a run is refused.
    /// </param>
    /// <param name="by">Who asks, or null.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="Baton.Errors.BatonException">It was refused; the code says why.</exception>
    ValueTask<Repaired> RetryAsync(string tenant, Guid run, bool repeatCalls, string? by, CancellationToken cancellationToken);

    /// <summary>Goes on behind the node that failed, as if it had been completed with changes of the state that are given.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="run">The run, of a thread.</param>
    /// <param name="node">The node that is meant, as a check; null for whichever failed.</param>
    /// <param name="values">State members to set; for logs: items to append. A JSON object.</param>
    /// <param name="by">Who asks, or null.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="Baton.Errors.BatonException">It was refused; the code says why.</exception>
    ValueTask<Repaired> SkipAsync(string tenant, Guid run, string? node, JsonElement values, string? by, CancellationToken cancellationToken);
}

/// <summary>What a retry does.</summary>
/// <param name="Run">The run that is retried.</param>
/// <param name="From">The checkpoint from which the new run goes on; null where it begins anew with the same input.</param>
/// <param name="Node">The node that comes first; null where it begins anew.</param>
/// <param name="Repeats">
/// Calls that were begun, may have reached the other side and would be made again under new keys, by visit and name. Model calls are not
/// among them, nor calls that may be made once only, before which a fork asks a person.
/// </param>
public sealed record RepairPlan(Guid Run, CheckpointRef? From, string? Node, IReadOnlyList<string> Repeats);

/// <summary>What came of a repair.</summary>
/// <param name="Run">The new run.</param>
/// <param name="IsNew">False where the run was repaired before.</param>
/// <param name="Plan">What it does.</param>
public sealed record Repaired(Guid Run, bool IsNew, RepairPlan Plan);
