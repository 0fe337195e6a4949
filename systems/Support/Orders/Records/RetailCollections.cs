namespace Baton.Support.Orders.Records;

/// <summary>The order desk's collections in the store's records.</summary>
internal static class RetailCollections
{
    public const string Users = "retail_users";
    public const string Orders = "retail_orders";
    public const string Products = "retail_products";

    /// <summary>Customers by what they say who they are: see <see cref="CustomerIndex"/>.</summary>
    public const string Index = "retail_index";

    /// <summary>Who was identified in a conversation, by thread.</summary>
    public const string Sessions = "retail_sessions";

    /// <summary>What a change came to, by its idempotency key.</summary>
    public const string Receipts = "retail_receipts";
}
