using Baton.Support.Orders.Records;

namespace Baton.Support.Orders.Actions;

/// <summary>Sends a pending order elsewhere.</summary>
internal sealed record ModifyAddress(string OrderId, string Address1, string Address2, string City, string State, string Country, string Zip) : OrderAction
{
    public override string Order => OrderId;

    public override Ruling Decide(OrderCase given) => IsPending(given.Order!)
        ? Ruling.Change(given.Order! with { Address = new Address(Address1, Address2, City, Country, State, Zip) })
        : Ruling.Refuse("Non-pending order cannot be modified");

    /// <summary>True where it was not sent yet, its items modified or not.</summary>
    public static bool IsPending(Order order) => order.Status is OrderStatus.Pending or OrderStatus.ItemsModified;
}
