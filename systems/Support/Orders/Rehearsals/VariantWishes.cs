using System.Text.RegularExpressions;
using Baton.Support.Orders.Records;

namespace Baton.Support.Orders.Rehearsals;

/// <summary>Finds the variant that a clause asks for.</summary>
internal static class VariantWishes
{
    /// <summary>The available variant that has every option which is named, then what is preferred, then as many of the item's own as possible.</summary>
    public static Variant? Find(Clause clause, OrderItem item, Product product)
    {
        var named = Named(clause.Target, product);
        if (named.Count == 0) named = Named(clause.Context, product);
        var isCheapest = clause.Says("cheapest|least expensive");
        if (named.Count == 0 && !isCheapest) return null;
        var preferred = Named(clause.Context, product);
        var fitting = product.Variants.Values
            .Where(variant => variant.Available && variant.ItemId != item.ItemId && named.All(want => want.Value.Contains(variant.Options.GetValueOrDefault(want.Key, ""))));
        return isCheapest
            ? fitting.MinBy(variant => variant.Price)
            : fitting
                .OrderByDescending(variant => variant.Options.Count(option => preferred.TryGetValue(option.Key, out var values) && values.Contains(option.Value)))
                .ThenByDescending(variant => variant.Options.Count(option => item.Options.GetValueOrDefault(option.Key) == option.Value))
                .ThenBy(variant => variant.Price)
                .FirstOrDefault();
    }

    private static Dictionary<string, HashSet<string>> Named(string text, Product product) => product.Variants.Values
        .SelectMany(variant => variant.Options)
        .Where(option => Says(text, option.Value))
        .GroupBy(option => option.Key)
        .ToDictionary(group => group.Key, group => group.Select(option => option.Value).ToHashSet(StringComparer.Ordinal));

    private static bool Says(string text, string value) =>
        Regex.IsMatch(text, $@"(?<![\w.]){Regex.Escape(value)}(?![\w.]\w)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, TimeSpan.FromMilliseconds(500));
}
