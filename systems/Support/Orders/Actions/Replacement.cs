using Baton.Support.Orders.Records;

namespace Baton.Support.Orders.Actions;

/// <summary>Items of an order with the variants that are to take their places, checked against the catalogue.</summary>
/// <param name="Refusal">Why not, or null.</param>
/// <param name="Places">The places in the order, each with its new variant.</param>
/// <param name="Difference">What the new ones cost more; less than nothing where they are cheaper.</param>
internal sealed record Replacement(string? Refusal, IReadOnlyList<(int Place, Variant New)> Places, decimal Difference)
{
    public static Replacement Of(OrderCase given, IReadOnlyList<string> items, IReadOnlyList<string> replacements)
    {
        var order = given.Order!;
        if (items.Count == 0) return Refuse("No item was named");
        if (ItemPlaces.Find(order, items) is not { } places) return Refuse(ItemPlaces.Missing(order, items));
        if (items.Count != replacements.Count) return Refuse("The number of items to be exchanged should match.");

        var chosen = new List<(int, Variant)>();
        var difference = 0m;
        for (var index = 0; index < places.Count; index++)
        {
            var item = order.Items[places[index]];
            if (replacements[index] == item.ItemId) return Refuse($"New item {item.ItemId} is the item that the order has: it must be another option of the same product");
            var variant = given.Products.GetValueOrDefault(item.ProductId)?.Variants.GetValueOrDefault(replacements[index]);
            if (variant is null) return Refuse($"New item {replacements[index]} not found: it must be another option of the same product, {item.Name}");
            if (!variant.Available) return Refuse($"New item {replacements[index]} not available: it is out of stock");
            chosen.Add((places[index], variant));
            difference += variant.Price - item.Price;
        }

        return new Replacement(null, chosen, decimal.Round(difference, 2));
    }

    private static Replacement Refuse(string reason) => new(reason, [], 0);
}
