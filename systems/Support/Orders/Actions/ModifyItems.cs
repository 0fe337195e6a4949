using Baton.Support.Orders.Records;

namespace Baton.Support.Orders.Actions;

/// <summary>Changes items of a pending order to other options of the same products; once, and the order can then not be cancelled.</summary>
internal sealed record ModifyItems(string OrderId, IReadOnlyList<string> ItemIds, IReadOnlyList<string> NewItemIds, string PaymentMethodId) : OrderAction
{
    public override string Order => OrderId;

    public override bool NeedsProducts => true;

    public override Ruling Decide(OrderCase given)
    {
        var order = given.Order!;
        if (order.Status != OrderStatus.Pending) return Ruling.Refuse("Non-pending order cannot be modified");
        var replacement = Replacement.Of(given, ItemIds, NewItemIds);
        if (replacement.Refusal is { } refusal) return Ruling.Refuse(refusal);
        if (given.Customer.PaymentMethods.GetValueOrDefault(PaymentMethodId) is not { } method) return Ruling.Refuse("Payment method not found");
        var difference = replacement.Difference;
        if (Balances.IsShort(method, difference)) return Ruling.Refuse("Insufficient gift card balance to pay for the new item");

        OrderItem[] items = [.. order.Items];
        foreach (var (place, variant) in replacement.Places)
        {
            items[place] = items[place] with { ItemId = variant.ItemId, Price = variant.Price, Options = variant.Options };
        }

        var payment = new Payment(difference > 0 ? Payment.Paid : Payment.Refunded, Math.Abs(difference), PaymentMethodId);
        var modified = order with { Status = OrderStatus.ItemsModified, Items = items, PaymentHistory = [.. order.PaymentHistory, payment] };
        return Ruling.Change(modified, Balances.Take(given.Customer, PaymentMethodId, difference)) with { Refund = Math.Max(0, -difference) };
    }
}
