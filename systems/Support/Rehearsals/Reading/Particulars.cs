using System.Text.RegularExpressions;

namespace Baton.Support.Rehearsals.Reading;

/// <summary>Numbers, amounts and plans that a customer names.</summary>
internal sealed partial record Particulars
{
    public static readonly Particulars None = new();

    /// <summary>An order's number as written, or null.</summary>
    public string? Order { get; private init; }

    /// <summary>An invoice's number as written, or null.</summary>
    public string? Invoice { get; private init; }

    /// <summary>An amount of money as written, or null.</summary>
    public string? Amount { get; private init; }

    /// <summary>An account plan, capitalised, or null.</summary>
    public string? Plan { get; private init; }

    /// <summary>A destination ("to Seattle"), or null.</summary>
    public string? Destination { get; private init; }

    /// <summary>What the messages name; where several name one, the latest counts. A destination is taken from the last message only.</summary>
    public static Particulars Of(IReadOnlyList<string> messages) => new()
    {
        Order = Latest(messages, OrderNumber()),
        Invoice = Latest(messages, InvoiceNumber()),
        Amount = Latest(messages, AmountOfMoney()),
        Plan = Latest(messages, PlanName()) is { } plan ? char.ToUpperInvariant(plan[0]) + plan[1..].ToLowerInvariant() : null,
        Destination = Latest([messages[^1]], Place()),
    };

    private static string? Latest(IReadOnlyList<string> messages, Regex pattern) =>
        messages.Reverse().Select(message => pattern.Match(message)).FirstOrDefault(match => match.Success)?.Groups["it"].Value;

    [GeneratedRegex(@"(?<![#$€£\d])(?<it>\d{5,})(?![\d.,]*\s*(dollars|euros|usd|eur))", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex OrderNumber();

    [GeneratedRegex(@"(?<it>#\d{3,})", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex InvoiceNumber();

    [GeneratedRegex(@"(?<it>[$€£]\s?\d[\d,]*(\.\d+)?|(?<![\d,])\d[\d,]*(\.\d+)?\s?(dollars|euros|pounds|usd|eur|gbp))", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex AmountOfMoney();

    [GeneratedRegex(@"\b(?<it>gold|platinum|premium|pro|standard|freemium|basic)\b", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex PlanName();

    [GeneratedRegex(@"\b(deliver|ship|shipping|delivery|deliveries|shipments?)\s+to\s+(?<it>\p{Lu}\p{L}+( \p{Lu}\p{L}+)?)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Place();
}
