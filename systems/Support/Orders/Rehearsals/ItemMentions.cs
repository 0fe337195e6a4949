using Baton.Support.Orders.Records;

namespace Baton.Support.Orders.Rehearsals;

/// <summary>Finds the items and orders that a clause speaks of.</summary>
internal static class ItemMentions
{
    private const int ShortestWord = 4;
    private const string Everything = "everything|all things|all items|all possible orders|all orders|orders";

    /// <summary>The items that are meant, each in the first order in one of these states that has it.</summary>
    public static IReadOnlyList<(Order Order, OrderItem Item)> Find(Clause clause, RehearsedRecords records, params string[] states)
    {
        Order[] orders = [.. Named(clause, records).Where(order => states.Contains(order.Status)).OrderBy(order => Array.IndexOf(states, order.Status))];
        var text = Letters(clause.Text);
        if (clause.Says("everything|all things|all items"))
        {
            var but = clause.Text.IndexOf("except", StringComparison.OrdinalIgnoreCase);
            var kept = but < 0 ? "" : Letters(clause.Text[but..]);
            return [.. orders.SelectMany(order => order.Items.Where(item => !IsMeant(item.Name, kept)).Select(item => (order, item)))];
        }

        var meant = Meant(orders, text);
        return meant.Count > 0 ? meant : Meant(orders, Letters(clause.Context));
    }

    /// <summary>The orders in a state that are meant, by their id, by one of their items, or all.</summary>
    public static IReadOnlyList<Order> Orders(Clause clause, RehearsedRecords records, string state)
    {
        var named = Named(clause, records).Where(order => order.Status == state).ToList();
        if (named.Count < records.Orders.Count(order => order.Status == state) || clause.Says(Everything)) return named;
        var byItem = Find(clause, records, state).Select(pair => pair.Order).Distinct().ToList();
        return byItem.Count > 0 ? byItem : named.Count == 1 && clause.Says("order") ? named : [];
    }

    private static IReadOnlyList<(Order Order, OrderItem Item)> Meant(Order[] orders, string letters) =>
    [
        .. orders.SelectMany(order => order.Items, (order, item) => (Order: order, Item: item))
            .Where(pair => IsMeant(pair.Item.Name, letters))
            .DistinctBy(pair => pair.Item.Name),
    ];

    /// <summary>True where a product is spoken of: by its name, or the last word of it.</summary>
    private static bool IsMeant(string name, string letters)
    {
        if (letters.Length == 0) return false;
        var last = Letters(name.Split(' ')[^1]).TrimEnd('s');
        return letters.Contains(Letters(name).TrimEnd('s'), StringComparison.Ordinal) || (last.Length >= ShortestWord && letters.Contains(last, StringComparison.Ordinal));
    }

    private static IEnumerable<Order> Named(Clause clause, RehearsedRecords records) => OrderMentions.Named(clause.Text, records) ?? records.Orders;

    private static string Letters(string text) => string.Concat(text.Where(char.IsLetterOrDigit)).ToLowerInvariant();
}
