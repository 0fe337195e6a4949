using Baton.Support.Orders.Records;

namespace Baton.Support.Orders.Actions;

/// <summary>Pays a pending order with another method; the first one gets its money back.</summary>
internal sealed record ModifyPayment(string OrderId, string PaymentMethodId) : OrderAction
{
    public override string Order => OrderId;

    public override Ruling Decide(OrderCase given)
    {
        var order = given.Order!;
        if (!ModifyAddress.IsPending(order)) return Ruling.Refuse("Non-pending order cannot be modified");
        if (given.Customer.PaymentMethods.GetValueOrDefault(PaymentMethodId) is not { } method) return Ruling.Refuse("Payment method not found");
        if (order.PaymentHistory is not [{ TransactionType: Payment.Paid } paid]) return Ruling.Refuse("There should be exactly one payment for a pending order");
        if (paid.PaymentMethodId == PaymentMethodId) return Ruling.Refuse("The new payment method should be different from the current one");
        if (Balances.IsShort(method, paid.Amount)) return Ruling.Refuse("Insufficient gift card balance to pay for the order");

        var customer = Balances.Give(Balances.Take(given.Customer, PaymentMethodId, paid.Amount), paid.PaymentMethodId, paid.Amount);
        return Ruling.Change(
            order with
            {
                PaymentHistory = [paid, new Payment(Payment.Paid, paid.Amount, PaymentMethodId), new Payment(Payment.Refunded, paid.Amount, paid.PaymentMethodId)],
            },
            customer);
    }
}
