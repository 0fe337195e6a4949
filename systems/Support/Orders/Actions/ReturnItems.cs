using Baton.Support.Orders.Records;

namespace Baton.Support.Orders.Actions;

/// <summary>Takes items of a delivered order back; the money goes to the method that paid, or to a gift card of the customer.</summary>
internal sealed record ReturnItems(string OrderId, IReadOnlyList<string> ItemIds, string PaymentMethodId) : OrderAction
{
    public override string Order => OrderId;

    public override Ruling Decide(OrderCase given)
    {
        var order = given.Order!;
        if (order.Status != OrderStatus.Delivered) return Ruling.Refuse("Non-delivered order cannot be returned");
        if (given.Customer.PaymentMethods.GetValueOrDefault(PaymentMethodId) is not { } method) return Ruling.Refuse("Payment method not found");
        if (!method.IsGiftCard() && Balances.Paid(order).All(paid => paid.Method != PaymentMethodId))
        {
            return Ruling.Refuse("Payment method should be the original payment method");
        }

        if (ItemIds.Count == 0) return Ruling.Refuse("No item was named");
        if (ItemPlaces.Find(order, ItemIds) is not { } places) return Ruling.Refuse("Some item not found");
        var returned = order with
        {
            Status = OrderStatus.ReturnRequested,
            ReturnItems = [.. ItemIds.Order(StringComparer.Ordinal)],
            ReturnPaymentMethodId = PaymentMethodId,
        };
        return Ruling.Change(returned) with { Refund = places.Sum(place => order.Items[place].Price) };
    }
}
