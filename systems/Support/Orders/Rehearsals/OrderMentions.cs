using System.Text.RegularExpressions;
using Baton.Support.Orders.Records;

namespace Baton.Support.Orders.Rehearsals;

/// <summary>Finds the orders that a text names by their ids. An id that is unknown names no order, and never another one.</summary>
internal static partial class OrderMentions
{
    /// <summary>The orders that a text names; null where it names none by an id.</summary>
    public static IReadOnlyList<Order>? Named(string text, RehearsedRecords records)
    {
        var ids = Ids(text);
        return ids.Count == 0 ? null : [.. records.Orders.Where(order => ids.Contains(order.OrderId))];
    }

    /// <summary>The ids in a text that are none of the customer's orders.</summary>
    public static IReadOnlyList<string> Unknown(string text, RehearsedRecords records) =>
        [.. Ids(text).Where(id => records.Orders.All(order => !order.OrderId.Equals(id, StringComparison.OrdinalIgnoreCase)))];

    private static HashSet<string> Ids(string text) =>
        Id().Matches(text).Select(match => $"#{match.Groups["id"].Value}").ToHashSet(StringComparer.OrdinalIgnoreCase);

    [GeneratedRegex(
        @"\#(?<id>\w*\d\w*)|\border (number |no\.? |id )?(?<id>[A-Z]?\d{3,}|[A-Z]\d+)\b",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 500)]
    private static partial Regex Id();
}
