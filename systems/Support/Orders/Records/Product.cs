namespace Baton.Support.Orders.Records;

/// <summary>A type of product with its variants by item id.</summary>
internal sealed record Product(string Name, string ProductId, IReadOnlyDictionary<string, Variant> Variants);

/// <summary>A variant of a product: what is really ordered.</summary>
internal sealed record Variant(string ItemId, IReadOnlyDictionary<string, string> Options, bool Available, decimal Price);
