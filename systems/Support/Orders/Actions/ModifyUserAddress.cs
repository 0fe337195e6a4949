using Baton.Support.Orders.Records;

namespace Baton.Support.Orders.Actions;

/// <summary>Changes a customer's default address; orders keep theirs.</summary>
internal sealed record ModifyUserAddress(string UserId, string Address1, string Address2, string City, string State, string Country, string Zip) : OrderAction
{
    public override string? Order => null;

    public override Ruling Decide(OrderCase given) =>
        Ruling.Change(null, given.Customer with { Address = new Address(Address1, Address2, City, Country, State, Zip) });
}
