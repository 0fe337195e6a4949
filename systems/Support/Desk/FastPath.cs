using System.Text.RegularExpressions;

namespace Baton.Support.Desk;

/// <summary>Which messages may be sorted by their intent alone, and how urgent those are. Pure.</summary>
internal static partial class FastPath
{
    // Long messages tell a story, often of several matters.
    private const int LongestMessage = 300;

    // Where the customer is blocked or money is at stake, as triage's prompt has it.
    private static readonly string[] Blocked = ["billing.payment_failed", "billing.wrong_charge", "technical.cannot_sign_in", "escalation.legal"];

    /// <summary>True where the message is the conversation's first, so that nothing before it gives it another meaning.</summary>
    public static bool IsOpen(SupportState state) => state.Turns() == 1;

    /// <summary>True where the message is short, and nobody presses or reports damage in it: that takes more than the subject to judge.</summary>
    public static bool IsPlain(string message) => message.Length <= LongestMessage && !Pressure().IsMatch(message);

    /// <summary>How urgent a plain message with this intent is.</summary>
    public static Priority PriorityOf(string intent) => Blocked.Contains(intent) ? Priority.High : Priority.Medium;

    [GeneratedRegex(@"\b(urgent(ly)?|asap|immediate(ly)?|right (now|away)|at once|hurry|emergency|deadline|today|tonight|hack(ed|er|ers)?|stolen|stole|fraud(ulent)?|scam|phish\w*|compromised|breach|leak(ed)?|unauthori[sz]ed|everyone|everybody|all (of )?(us|our)|outage|is down|again|still|third time|weeks?)\b|!!|!\s*\z",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Pressure();
}
