using Baton.Support.Orders.Records;

namespace Baton.Support.Orders.Actions;

/// <summary>Moves money of gift cards, to the cent. What cards and PayPal pay or get back is not kept here.</summary>
internal static class Balances
{
    /// <summary>Gives money back.</summary>
    public static Customer Give(Customer customer, string method, decimal amount) => Add(customer, method, amount);

    /// <summary>Takes money; less than nothing gives it back.</summary>
    public static Customer Take(Customer customer, string method, decimal amount) => Add(customer, method, -amount);

    /// <summary>True where a gift card does not hold the amount.</summary>
    public static bool IsShort(PaymentMethod method, decimal amount) => method.IsGiftCard() && method.Balance < amount;

    /// <summary>What each method has paid for an order; what it was given back already does not count.</summary>
    public static IReadOnlyList<(string Method, decimal Amount)> Paid(Order order) =>
    [
        .. order.PaymentHistory
            .GroupBy(payment => payment.PaymentMethodId, StringComparer.Ordinal)
            .Select(group => (group.Key, Amount: group.Sum(payment => payment.TransactionType == Payment.Paid ? payment.Amount : -payment.Amount)))
            .Where(paid => paid.Amount > 0),
    ];

    private static Customer Add(Customer customer, string method, decimal amount) =>
        customer.PaymentMethods.GetValueOrDefault(method) is { } found && found.IsGiftCard()
            ? customer.WithBalance(method, decimal.Round((found.Balance ?? 0) + amount, 2))
            : customer;
}
