using System.Collections.Frozen;
using Baton.Graphs;

namespace Baton.Server.Notifications;

/// <summary>The business events that can be told.</summary>
internal static class EventNames
{
    public const string Opened = "case_opened";
    public const string Escalated = "case_escalated";
    public const string Resolved = "case_resolved";
    public const string Reopened = "case_reopened";
    public const string ApprovalNeeded = "approval_needed";

    public static FrozenSet<string> All { get; } = FrozenSet.ToFrozenSet([Opened, Escalated, Resolved, Reopened, ApprovalNeeded], StringComparer.OrdinalIgnoreCase);

    /// <summary>What the difference of two successive facts is: several events at once where a case is opened as an escalated one.</summary>
    public static IEnumerable<string> Of(CaseFacts? before, CaseFacts? after)
    {
        if (after is null) yield break;
        if (before is null) yield return Opened;
        if (before?.Status == after.Status) yield break;
        if (after.Status == CaseStatus.Reopened || before?.Status == CaseStatus.Resolved) yield return Reopened;
        if (after.Status == CaseStatus.Escalated) yield return Escalated;
        if (after.Status == CaseStatus.Resolved) yield return Resolved;
    }
}
