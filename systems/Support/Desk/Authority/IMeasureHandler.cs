namespace Baton.Support.Desk.Authority;

/// <summary>
/// Carries measures out: books a compensation, opens a ticket with engineering. Register yours to have the desk act on your systems; without
/// one a measure is recorded in the store (collection <c>support_measures</c>) and nothing else happens.
/// </summary>
/// <remarks>
/// Implementations are safe for concurrent use. After a crash or a failure that may pass (<see cref="Errors.TransientException"/>, network
/// failures) the same measure comes again with the same <see cref="Measure.Id"/>: pass it on as an idempotency key.
/// </remarks>
public interface IMeasureHandler
{
    /// <summary>Carries out a measure that is approved.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="request">The case: its thread, or its run where it has none.</param>
    /// <param name="measure">The measure.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    ValueTask CarryOutAsync(string tenant, string request, Measure measure, CancellationToken cancellationToken);
}
