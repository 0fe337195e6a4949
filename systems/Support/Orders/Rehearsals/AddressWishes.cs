using Baton.Support.Orders.Records;
using Baton.Support.Orders.Tools;

namespace Baton.Support.Orders.Rehearsals;

/// <summary>Finds which address is to become which. Only addresses that the records have can be meant.</summary>
internal static class AddressWishes
{
    private static readonly (string Said, string City)[] Short = [("NYC", "New York"), ("LA", "Los Angeles"), ("SF", "San Francisco")];

    public static IEnumerable<PlannedStep> Steps(Clause clause, RehearsedRecords records)
    {
        var customer = records.Customer!;
        var isDefault = clause.Says("default address|user address|user default|my address");
        if (Meant(clause, records) is not { } address) yield break;
        var orders = Orders(clause, records, address);
        foreach (var order in orders.Where(order => order.Address != address))
        {
            yield return new PlannedStep(
                OrderToolNames.ModifyAddress,
                new { order_id = order.OrderId, address.Address1, address.Address2, address.City, address.State, address.Country, address.Zip },
                $"send order {order.OrderId} to {Text(address)}");
        }

        if (!isDefault || address == customer.Address) yield break;
        yield return new PlannedStep(
            OrderToolNames.ModifyUserAddress,
            new { user_id = customer.UserId, address.Address1, address.Address2, address.City, address.State, address.Country, address.Zip },
            $"change the default address to {Text(address)}");
    }

    // All of them where several are spoken of; one order is known by its id, an item, the place it goes to, or as the only one.
    private static IReadOnlyList<Order> Orders(Clause clause, RehearsedRecords records, Address address)
    {
        if (!clause.Says("orders?|delivered to") && !clause.Text.Contains('#', StringComparison.Ordinal)) return [];
        Order[] pending = [.. records.Orders.Where(order => order.Status == OrderStatus.Pending && order.Address != address)];
        if (clause.Says("all") || (clause.Says("orders") && !clause.Says("in (one of )?(my|the) (other )?orders"))) return pending;
        if (OrderMentions.Named(clause.Text, records) is { } byId) return [.. byId.Intersect(pending)];
        var named = pending.Where(order => GoesTo(order, clause)).ToList();
        if (named.Count == 0) named = [.. ItemMentions.Find(clause, records, OrderStatus.Pending).Select(pair => pair.Order).Distinct()];
        return named.Count > 0 ? named : pending.Length == 1 ? pending : [];
    }

    private static bool GoesTo(Order order, Clause clause) =>
        Says(clause.Source, order.Address.City) || Short.Any(city => city.City == order.Address.City && clause.Source.Contains(city.Said, StringComparison.Ordinal));

    private static Address? Meant(Clause clause, RehearsedRecords records)
    {
        Address[] known = [records.Customer!.Address, .. records.Orders.Select(order => order.Address)];
        var target = clause.Target;
        var said = known.Distinct().FirstOrDefault(address => Says(target, address.City))
            ?? known.FirstOrDefault(address => Short.Any(city => city.City == address.City && target.Contains(city.Said, StringComparison.Ordinal)));
        return said ?? (clause.Says("default (\\w+ )?(one|address)") && clause.Says("to my default|to the default") ? records.Customer.Address : null);
    }

    private static bool Says(string text, string city) => text.Contains(city, StringComparison.OrdinalIgnoreCase);

    private static string Text(Address address) => $"{address.Address1}, {address.Address2}, {address.City}, {address.State} {address.Zip}";
}
