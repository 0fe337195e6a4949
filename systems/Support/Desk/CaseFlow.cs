using System.Collections.Frozen;
using Baton.Errors;
using Baton.Graphs;

namespace Baton.Support.Desk;

/// <summary>Which status of a case may follow which. Pure.</summary>
internal static class CaseFlow
{
    private static readonly FrozenDictionary<CaseStatus, CaseStatus[]> _next = new Dictionary<CaseStatus, CaseStatus[]>
    {
        [CaseStatus.New] = [CaseStatus.InProgress],
        [CaseStatus.InProgress] = [CaseStatus.WaitingForCustomer, CaseStatus.Escalated, CaseStatus.Resolved],
        [CaseStatus.WaitingForCustomer] = [CaseStatus.InProgress, CaseStatus.Resolved],
        [CaseStatus.Escalated] = [CaseStatus.InProgress, CaseStatus.WaitingForCustomer, CaseStatus.Resolved],
        [CaseStatus.Resolved] = [CaseStatus.Reopened],
        [CaseStatus.Reopened] = [CaseStatus.InProgress],
    }.ToFrozenDictionary();

    /// <summary>The status after a step; a case may stay where it is.</summary>
    /// <exception cref="BatonException">The step is none that a case takes (BTN7106).</exception>
    public static CaseStatus Move(CaseStatus from, CaseStatus to) => Allows(from, to)
        ? to
        : throw new BatonException(
            ErrorCodes.CaseStepInvalid,
            $"A case that is {Words.Of(from)} cannot become {Words.Of(to)}; it can become {string.Join(", ", _next[from].Select(Words.Of))}.");

    /// <summary>True where a case may go that way, or stay.</summary>
    public static bool Allows(CaseStatus from, CaseStatus to) => from == to || _next[from].Contains(to);

    /// <summary>The status with which a customer's new message finds a case that the desk now works on.</summary>
    public static CaseStatus Taken(CaseStatus from) => Move(from, CaseStatus.InProgress);
}
