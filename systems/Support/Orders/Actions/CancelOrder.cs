using Baton.Support.Orders.Records;

namespace Baton.Support.Orders.Actions;

/// <summary>Cancels a pending order as a whole; everything that was paid goes back to where it came from.</summary>
internal sealed record CancelOrder(string OrderId, string Reason) : OrderAction
{
    public static readonly IReadOnlyList<string> Reasons = ["no longer needed", "ordered by mistake"];

    public override string Order => OrderId;

    public override Ruling Decide(OrderCase given)
    {
        var order = given.Order!;
        if (order.Status != OrderStatus.Pending) return Ruling.Refuse("Non-pending order cannot be cancelled");
        if (!Reasons.Contains(Reason)) return Ruling.Refuse("Invalid reason");
        var customer = given.Customer;
        var refunds = new List<Payment>();
        foreach (var (method, amount) in Balances.Paid(order))
        {
            refunds.Add(new Payment(Payment.Refunded, amount, method));
            customer = Balances.Give(customer, method, amount);
        }

        var cancelled = order with { Status = OrderStatus.Cancelled, CancelReason = Reason, PaymentHistory = [.. order.PaymentHistory, .. refunds] };
        return Ruling.Change(cancelled, customer) with { Refund = refunds.Sum(refund => refund.Amount) };
    }
}
