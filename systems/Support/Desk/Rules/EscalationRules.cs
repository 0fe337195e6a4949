using System.Globalization;
using System.Text.RegularExpressions;
using Baton.Support.Desk.Settings;
using Baton.Support.Orders;

namespace Baton.Support.Desk.Rules;

/// <summary>When a case goes to the escalation agent, whatever a model thinks. Pure; safe for concurrent use.</summary>
internal sealed partial class EscalationRules(EscalationSettings settings)
{
    private readonly Regex _handOver = Phrases(settings.Phrases);

    /// <summary>Why no specialist should answer first; null where one should.</summary>
    public string? Before(SupportState state)
    {
        if (state.IsHandedBack) return null;
        var signals = Signals.Read(state.LastRequest());
        if (state.Category == Category.Escalation || signals.HasFlag(Signal.Person)) return EscalationReason.Requested;
        if (state.Priority == Priority.Critical && signals.HasFlag(Signal.Deadline)) return EscalationReason.Deadline;
        if (state.FailedAnswers >= settings.FailedAnswers) return EscalationReason.Failures;
        if (state.Category == Category.Billing && LargestRefund(state.LastRequest()) > settings.RefundLimit) return EscalationReason.LargeRefund;
        return state.Confidence < settings.LowConfidence ? EscalationReason.LowConfidence : null;
    }

    /// <summary>Why the specialist's answer leads on to the escalation agent; null where it stands.</summary>
    public string? After(SupportState state)
    {
        if (AsksForEscalation(state.LastAnswer()) || (state.CurrentAgent == AgentNames.Orders && OrderConversation.IsTransfer(state.LastAnswer()))) return EscalationReason.HandedOver;
        return !state.IsHandedBack && state.Confidence < settings.LowConfidence ? EscalationReason.LowConfidence : null;
    }

    /// <summary>True where an answer hands the case over in words. "No need to escalate" and the like are none.</summary>
    public bool AsksForEscalation(string answer) => _handOver.IsMatch(answer);

    // "escalate" stands for its other forms too; what comes before a phrase can take it back.
    private static Regex Phrases(IEnumerable<string> phrases)
    {
        var words = string.Join('|', phrases.Select(phrase => Regex.Escape(phrase.Trim()).Replace("\\ ", @"\s+", StringComparison.Ordinal)).Select(Forms));
        return new Regex(
            $@"(?<!\b(need|have|want|reason|having)\s+to\s+)(?<!\b(not|n['’]t|never|without)\s+)\b({words})\b",
            RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant,
            TimeSpan.FromSeconds(1));
    }

    private static string Forms(string phrase) => phrase.EndsWith("escalate", StringComparison.OrdinalIgnoreCase) ? $"{phrase[..^1]}(e|es|ed|ing)" : phrase;

    private static decimal LargestRefund(string message) =>
        Refund().IsMatch(message)
            ? Amount().Matches(message).Select(match => Read(match.Groups["it"].Value)).DefaultIfEmpty(0m).Max()
            : 0m;

    // 1,500.00 and 1.500,00 are the same amount: what stands before three last digits parts thousands, anything else is the decimal mark.
    private static decimal Read(string amount)
    {
        var trimmed = amount.TrimEnd('.', ',');
        var mark = trimmed.LastIndexOfAny(['.', ',']);
        var isDecimal = mark >= 0 && trimmed.Length - mark - 1 != 3;
        var digits = isDecimal
            ? $"{Digits(trimmed[..mark])}.{Digits(trimmed[mark..])}"
            : Digits(trimmed);
        return decimal.TryParse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) ? value : 0m;
    }

    private static string Digits(string text) => string.Concat(text.Where(char.IsAsciiDigit));

    [GeneratedRegex(@"\b(refund\w*|money back|reimburse\w*|erstatt\w*|geld zurück|rembours\w*|reembols\w*|devoluci[oó]n)\b", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Refund();

    [GeneratedRegex(@"[$€£]\s?(?<it>\d[\d.,]{0,14})|(?<![\d,.])(?<it>\d[\d.,]{0,14})\s?(dollars?|euros?|pounds?|usd|eur|gbp|€|\$|£)", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Amount();
}
