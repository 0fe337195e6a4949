using Baton.Support.Orders.Records;

namespace Baton.Support.Orders.Actions;

/// <summary>Exchanges items of a delivered order for other options of the same products; once for an order.</summary>
internal sealed record ExchangeItems(string OrderId, IReadOnlyList<string> ItemIds, IReadOnlyList<string> NewItemIds, string PaymentMethodId) : OrderAction
{
    public override string Order => OrderId;

    public override bool NeedsProducts => true;

    public override Ruling Decide(OrderCase given)
    {
        var order = given.Order!;
        if (order.Status != OrderStatus.Delivered) return Ruling.Refuse("Non-delivered order cannot be exchanged");
        var replacement = Replacement.Of(given, ItemIds, NewItemIds);
        if (replacement.Refusal is { } refusal) return Ruling.Refuse(refusal);
        if (given.Customer.PaymentMethods.GetValueOrDefault(PaymentMethodId) is not { } method) return Ruling.Refuse("Payment method not found");
        if (Balances.IsShort(method, replacement.Difference)) return Ruling.Refuse("Insufficient gift card balance to pay for the price difference");

        // The money moves when the parcels do: the order only says how much.
        var exchanged = order with
        {
            Status = OrderStatus.ExchangeRequested,
            ExchangeItems = [.. ItemIds.Order(StringComparer.Ordinal)],
            ExchangeNewItems = [.. NewItemIds.Order(StringComparer.Ordinal)],
            ExchangePaymentMethodId = PaymentMethodId,
            ExchangePriceDifference = replacement.Difference,
        };
        return Ruling.Change(exchanged) with { Refund = Math.Max(0, -replacement.Difference) };
    }
}
