using Baton.Engine.Stores;
using Baton.Graphs;

namespace Baton.Engine.Cases;

/// <summary>
/// Hears of every change of a case before it is committed, and may send messages with it: they are in the outbox exactly where the change is
/// in the journal. Register any number of them with the services.
/// </summary>
/// <remarks>
/// Called by the run that changes the case, in its way: no I/O, no waiting. Safe for concurrent use. Where it throws, the change goes without its
/// messages and the server's log says so. A change that is not committed (the server lost the run) is told again by whoever goes on with it.
/// </remarks>
public interface ICaseListener
{
    /// <summary>Says what is sent because of a change.</summary>
    IEnumerable<OutboxMessage> Changed(CaseEvent change);
}

/// <summary>A change of a case.</summary>
/// <param name="Tenant">The tenant.</param>
/// <param name="Thread">The thread.</param>
/// <param name="Graph">The thread's graph.</param>
/// <param name="Run">The run that changes it.</param>
/// <param name="Before">What it was; null where it is opened.</param>
/// <param name="After">What it is; null where the thread is no case any more.</param>
/// <param name="At">When.</param>
public sealed record CaseEvent(string Tenant, string Thread, string Graph, Guid Run, CaseFacts? Before, CaseFacts? After, DateTimeOffset At);
