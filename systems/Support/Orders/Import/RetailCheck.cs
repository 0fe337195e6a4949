using Baton.Errors;
using Baton.Support.Orders.Records;

namespace Baton.Support.Orders.Import;

/// <summary>What must hold between a shop's records.</summary>
internal static class RetailCheck
{
    private const int LongestId = 200;

    /// <summary>Every fault, with its place and the cure.</summary>
    public static IEnumerable<Fault> Faults(RetailFolder folder) =>
        folder.Products.SelectMany(pair => Product(pair.Key, pair.Value))
            .Concat(folder.Users.SelectMany(pair => Customer(pair.Key, pair.Value, folder)))
            .Concat(Emails(folder))
            .Concat(folder.Orders.SelectMany(pair => Order(pair.Key, pair.Value, folder)));

    private static IEnumerable<Fault> Product(string id, Product product)
    {
        var where = $"products/{id}";
        foreach (var fault in Id(where, id, product.ProductId)) yield return fault;
        foreach (var (key, variant) in product.Variants)
        {
            foreach (var fault in Id($"{where}/variants/{key}", key, variant.ItemId).Concat(Amount($"{where}/variants/{key}/price", variant.Price))) yield return fault;
        }
    }

    private static IEnumerable<Fault> Customer(string id, Customer customer, RetailFolder folder)
    {
        var where = $"users/{id}";
        foreach (var fault in Id(where, id, customer.UserId)) yield return fault;
        foreach (var (key, method) in customer.PaymentMethods)
        {
            var place = $"{where}/payment_methods/{key}";
            foreach (var fault in Id(place, key, method.Id)) yield return fault;
            if (!PaymentMethod.Sources.Contains(method.Source)) yield return Of(place, $"has the source '{method.Source}': use one of {string.Join(", ", PaymentMethod.Sources)}.");
            if (method.IsGiftCard() != method.Balance.HasValue) yield return Of(place, "must have a 'balance' where it is a gift card, and none otherwise.");
            foreach (var fault in Amount($"{place}/balance", method.Balance ?? 0)) yield return fault;
        }

        foreach (var order in customer.Orders.Where(order => folder.Orders.GetValueOrDefault(order)?.UserId != id))
        {
            yield return Of($"{where}/orders", $"names '{order}', which is no order of this user. Add the order, or remove its id.");
        }
    }

    private static IEnumerable<Fault> Emails(RetailFolder folder) => folder.Users.Values
        .GroupBy(customer => CustomerIndex.ByEmail(customer.Email), StringComparer.Ordinal)
        .Where(group => group.Count() > 1)
        .Select(group => Of($"users/{group.Last().UserId}/email", $"is also that of '{group.First().UserId}': customers are identified by it. Give each their own."));

    private static IEnumerable<Fault> Order(string id, Order order, RetailFolder folder)
    {
        var where = $"orders/{id}";
        foreach (var fault in Id(where, id, order.OrderId)) yield return fault;
        if (!OrderStatus.All.Contains(order.Status)) yield return Of($"{where}/status", $"is '{order.Status}': use one of {string.Join(", ", OrderStatus.All)}.");
        if (order.Items.Count == 0) yield return Of($"{where}/items", "is empty.");
        foreach (var item in order.Items)
        {
            foreach (var fault in Amount($"{where}/items/{item.ItemId}/price", item.Price)) yield return fault;
            if (!folder.Products.ContainsKey(item.ProductId)) yield return Of($"{where}/items/{item.ItemId}", $"is of product '{item.ProductId}', which is not there. Add the product.");
        }

        if (!folder.Users.TryGetValue(order.UserId, out var customer))
        {
            yield return Of($"{where}/user_id", $"is '{order.UserId}', whom the file does not have. Add the user.");
            yield break;
        }

        foreach (var payment in order.PaymentHistory)
        {
            foreach (var fault in Amount($"{where}/payment_history", payment.Amount)) yield return fault;
            if (payment.TransactionType is not (Payment.Paid or Payment.Refunded)) yield return Of($"{where}/payment_history", $"has the transaction_type '{payment.TransactionType}': use payment or refund.");
            if (!customer.PaymentMethods.ContainsKey(payment.PaymentMethodId)) yield return Of($"{where}/payment_history", $"names '{payment.PaymentMethodId}', which is no payment method of '{order.UserId}'.");
        }
    }

    private static IEnumerable<Fault> Id(string where, string key, string id)
    {
        if (key != id) yield return Of(where, $"has the id '{id}'. File it under its own id.");
        if (key.Length is 0 or > LongestId) yield return Of(where, $"must have an id of 1 to {LongestId} characters.");
    }

    private static IEnumerable<Fault> Amount(string where, decimal amount)
    {
        if (amount < 0 || decimal.Round(amount, 2) != amount) yield return Of(where, $"is {amount}: an amount in dollars has at most two decimals and is not negative.");
    }

    private static Fault Of(string where, string message) => new(ErrorCodes.RetailDataInvalid, where, message);
}
