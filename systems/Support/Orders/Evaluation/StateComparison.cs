using System.Text.Json;
using Baton.Support.Orders.Records;
using Baton.Support.Orders.Tools;

namespace Baton.Support.Orders.Evaluation;

/// <summary>An end state beside the expected one.</summary>
/// <param name="Differences">What differs, one line for each leaf; none where the state is right.</param>
/// <param name="IsSameHash">True where it is the same to the last digit, and not only to the cent.</param>
/// <param name="Note">Why a difference from the expected state is right, or null.</param>
internal sealed record StateComparison(IReadOnlyList<string> Differences, bool IsSameHash, string? Note)
{
    private const string SharedOptions =
        "the reference gives every item of one modify_pending_order_items call the price and options of the last one; here each has its own";

    public bool IsRight => Differences.Count == 0;

    /// <summary>Compares an end state with what a task expects.</summary>
    public static StateComparison Of(RetailTask task, ExpectedState expected, RetailState beginning, RetailState end)
    {
        if (end.Sha256(beginning) == expected.Sha256) return new StateComparison([], IsSameHash: true, null);
        var wanted = expected.Changes.ToDictionary(change => (change.Collection, change.Id, change.Path));
        var found = beginning.ChangesTo(end).ToDictionary(change => (change.Collection, change.Id, change.Path));
        var different = new List<string>();
        var ownOptions = false;
        foreach (var place in wanted.Keys.Union(found.Keys).OrderBy(place => place.ToString(), StringComparer.Ordinal))
        {
            var (want, have) = (wanted.GetValueOrDefault(place), found.GetValueOrDefault(place));
            if (want is not null && have is not null && AreEqual(want.After, have.After)) continue;

            // A change by less than a cent is none here, and stands in the reference's list only for its double.
            if (want is not null && have is null && AreEqual(want.Before, want.After)) continue;
            if (HasItsOwnOptions(task, place.Collection, place.Id, place.Path, end)) ownOptions = true;
            else different.Add(Line(want, have));
        }

        return new StateComparison(different, IsSameHash: false, ownOptions ? SharedOptions : null);
    }

    private static string Line(LeafChange? want, LeafChange? have) => want is null
        ? $"unexpected: {have}"
        : have is null ? $"missing: {want}" : $"{have} (expected {(want.After is { } after ? after.GetRawText() : "nothing")})";

    private static bool AreEqual(JsonElement? one, JsonElement? other)
    {
        var (isThere, isOther) = (one is { ValueKind: not JsonValueKind.Null }, other is { ValueKind: not JsonValueKind.Null });
        return isThere == isOther && (!isThere || Leaves.AreEqual(one!.Value, other!.Value));
    }

    private static bool HasItsOwnOptions(RetailTask task, string collection, string id, string path, RetailState end)
    {
        if (collection != "orders" || path.Split('/') is not ["", "items", var place, "price" or "options", ..] || !task.Actions.Any(IsShared)) return false;
        var item = RetailJson.Read<Order>(end.Find(collection, id)!.Value).Items[int.Parse(place)];
        var product = end.Find("products", item.ProductId) is { } found ? RetailJson.Read<Product>(found) : null;
        return product?.Variants.GetValueOrDefault(item.ItemId) is { } variant
            && variant.Price == item.Price
            && variant.Options.Count == item.Options.Count
            && variant.Options.All(option => item.Options.GetValueOrDefault(option.Key) == option.Value);

        bool IsShared(RetailAction action) => action.Name == OrderToolNames.ModifyItems
            && action.Arguments.GetProperty("order_id").GetString() == id
            && action.Arguments.GetProperty("item_ids").GetArrayLength() > 1;
    }
}
