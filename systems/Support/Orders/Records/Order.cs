namespace Baton.Support.Orders.Records;

/// <summary>An order.</summary>
/// <param name="OrderId">Its id, such as <c>#W1000</c>.</param>
/// <param name="UserId">Whose it is.</param>
/// <param name="Address">Where it goes.</param>
/// <param name="Items">What was ordered; the same item may be there several times.</param>
/// <param name="Status">One of <see cref="OrderStatus"/>.</param>
/// <param name="Fulfillments">What was sent.</param>
/// <param name="PaymentHistory">Payments and refunds, oldest first.</param>
internal sealed record Order(
    string OrderId,
    string UserId,
    Address Address,
    IReadOnlyList<OrderItem> Items,
    string Status,
    IReadOnlyList<Fulfillment> Fulfillments,
    IReadOnlyList<Payment> PaymentHistory)
{
    public string? CancelReason { get; init; }

    public IReadOnlyList<string>? ExchangeItems { get; init; }

    public IReadOnlyList<string>? ExchangeNewItems { get; init; }

    public string? ExchangePaymentMethodId { get; init; }

    /// <summary>What the new items cost more, in dollars; less than nothing is given back.</summary>
    public decimal? ExchangePriceDifference { get; init; }

    public IReadOnlyList<string>? ReturnItems { get; init; }

    public string? ReturnPaymentMethodId { get; init; }
}

/// <summary>An item of an order, with the price that was agreed.</summary>
internal sealed record OrderItem(string Name, string ProductId, string ItemId, decimal Price, IReadOnlyDictionary<string, string> Options);

/// <summary>Something that was sent.</summary>
internal sealed record Fulfillment(IReadOnlyList<string> TrackingId, IReadOnlyList<string> ItemIds);

/// <summary>Money that moved: a <c>payment</c> of the customer or a <c>refund</c>.</summary>
internal sealed record Payment(string TransactionType, decimal Amount, string PaymentMethodId)
{
    public const string Paid = "payment";
    public const string Refunded = "refund";
}

/// <summary>The states of an order.</summary>
internal static class OrderStatus
{
    public const string Pending = "pending";
    public const string ItemsModified = "pending (item modified)";
    public const string Processed = "processed";
    public const string Delivered = "delivered";
    public const string Cancelled = "cancelled";
    public const string ReturnRequested = "return requested";
    public const string ExchangeRequested = "exchange requested";

    public static readonly IReadOnlyList<string> All = [Pending, ItemsModified, Processed, Delivered, Cancelled, ReturnRequested, ExchangeRequested];
}
