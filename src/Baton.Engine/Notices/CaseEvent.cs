using Baton.Graphs;

namespace Baton.Engine.Notices;

/// <summary>A change of a case.</summary>
/// <param name="Tenant">The tenant.</param>
/// <param name="Thread">The thread.</param>
/// <param name="Graph">The thread's graph.</param>
/// <param name="Run">The run that changes it.</param>
/// <param name="Before">What it was; null where it is opened.</param>
/// <param name="After">What it is; null where the thread is no case any more.</param>
/// <param name="At">When.</param>
public sealed record CaseEvent(string Tenant, string Thread, string Graph, Guid Run, CaseFacts? Before, CaseFacts? After, DateTimeOffset At);
