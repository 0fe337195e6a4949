using System.Text.RegularExpressions;

namespace Baton.Support.Desk;

/// <summary>When a case goes to the escalation team, whatever a model thinks. Pure.</summary>
internal static partial class EscalationRules
{
    /// <summary>True where no specialist should answer first.</summary>
    public static bool GoesStraightUp(SupportState state) =>
        state.Category == Category.Escalation
        || (state.Priority == Priority.Critical && Deadline().IsMatch(state.LastRequest()));

    /// <summary>True where the specialist's answer hands the case over.</summary>
    public static bool AsksForEscalation(SupportState state) => HandOver().IsMatch(state.LastAnswer());

    [GeneratedRegex(@"\b(deadlines?|due (today|tomorrow|tonight)|by (today|tonight|tomorrow|noon|midnight|end of (the )?day)|cut-?off)\b",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Deadline();

    // "no need to escalate" and the like are not hand-overs.
    [GeneratedRegex(@"(?<!(need|have|want|reason) to )(?<!(not|n't|never|without) )\b(escalat(e|es|ed|ing)\b|(beyond|outside) (of )?my (scope|area|authority|expertise)|handing (this|you|it) over|transfer(ring)? (this|you) to)",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex HandOver();
}
