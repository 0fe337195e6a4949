using System.Text.RegularExpressions;

namespace Baton.Support.Desk;

/// <summary>Which messages may be sorted by their intent alone, without a judgement of how urgent they are. Pure.</summary>
internal static partial class FastPath
{
    // Long messages tell a story, often of several matters.
    private const int LongestMessage = 300;

    /// <summary>True where the message is the conversation's first, so that nothing before it gives it another meaning.</summary>
    public static bool IsOpen(SupportState state) => state.Turns() == 1;

    /// <summary>True where the message is short, and nobody presses, threatens, is blocked or reports damage in it: how urgent that is, triage decides.</summary>
    public static bool IsPlain(string message) => message.Length <= LongestMessage && !Pressure().IsMatch(message);

    [GeneratedRegex(@"\b(urgent(ly)?|asap|immediate(ly)?|right (now|away)|at once|hurry|emergency|deadline|today|tonight|hack(ed|er|ers)?|stolen|stole|fraud(ulent)?|scam|phish\w*|compromised|breach|leak(ed)?|unauthori[sz]ed|everyone|everybody|all (of )?(us|our)|outage|is down|again|still|third time|weeks?|cannot|can['’]?t|won['’]?t|unable|fail(s|ed|ure)?|declined|refused|rejected|locked|blocked|twice|double|wrong(ly)?|not work(ing)?|lawyers?|attorney|solicitor|court|sue|legal|police|authorit(y|ies))\b|!!|!\s*\z",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Pressure();
}
