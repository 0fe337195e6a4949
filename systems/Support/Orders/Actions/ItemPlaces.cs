using Baton.Support.Orders.Records;

namespace Baton.Support.Orders.Actions;

/// <summary>Finds items in an order. The same item may be there several times, and then be named as often.</summary>
internal static class ItemPlaces
{
    /// <summary>A place in the order for each item, none twice; null where an item is not there (so often).</summary>
    public static IReadOnlyList<int>? Find(Order order, IReadOnlyList<string> items)
    {
        var places = new List<int>();
        foreach (var item in items)
        {
            var place = Enumerable.Range(0, order.Items.Count).FirstOrDefault(index => order.Items[index].ItemId == item && !places.Contains(index), -1);
            if (place < 0) return null;
            places.Add(place);
        }

        return places;
    }

    /// <summary>Names the first item that is missing.</summary>
    public static string Missing(Order order, IReadOnlyList<string> items)
    {
        var missing = items.First(item => items.Count(other => other == item) > order.Items.Count(has => has.ItemId == item));
        return $"Number of {missing} not found.";
    }
}
