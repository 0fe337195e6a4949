using System.Text.RegularExpressions;
using Baton.Support.Orders.Guardrails;

namespace Baton.Support.Desk;

/// <summary>Which messages may be sorted by their intent alone, without a judgement of how urgent they are. Pure.</summary>
internal static partial class FastPath
{
    // Long messages tell a story, often of several matters.
    private const int LongestMessage = 300;
    private const int LongestAnswer = 160;

    /// <summary>True where the message is the conversation's first, so that nothing before it gives it another meaning.</summary>
    public static bool IsOpen(SupportState state) => state.Turns() == 1;

    /// <summary>True where the message is short, and nobody presses, threatens, is blocked or reports damage in it: how urgent that is, triage decides.</summary>
    public static bool IsPlain(string message) => message.Length <= LongestMessage && !Pressure().IsMatch(message);

    /// <summary>
    /// True where the order desk spoke last and the message is plainly for it: a yes or no, or who the customer is. Anything longer may be about
    /// something else, and is triage's.
    /// </summary>
    public static bool AnswersOrderDesk(SupportState state) =>
        state.Messages.Count > 1 && state.Messages[^2] is { Type: "ai", Name: AgentNames.Orders }
        && state.LastRequest() is { Length: <= LongestAnswer } message && !Pressure().IsMatch(message)
        && (CustomerConfirmed.IsYesOrNo(message) || Identity().IsMatch(message));

    [GeneratedRegex(@"[\w.+-]+@[\w-]+(\.[\w-]+)+|(?<![#\w])\d{5}(?!\w)|\#\w*\d", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Identity();

    [GeneratedRegex(@"\b(urgent(ly)?|asap|immediate(ly)?|right (now|away)|at once|hurry|emergency|deadline|today|tonight|hack(ed|er|ers)?|stolen|stole|fraud(ulent)?|scam|phish\w*|compromised|breach|leak(ed)?|unauthori[sz]ed|everyone|everybody|all (of )?(us|our)|outage|is down|again|still|third time|weeks?|cannot|can['’]?t|won['’]?t|unable|fail(s|ed|ure)?|declined|refused|rejected|locked|blocked|twice|double|wrong(ly)?|not work(ing)?|lawyers?|attorney|solicitor|court|sue|legal|police|authorit(y|ies))\b|!!|!\s*\z",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Pressure();
}
