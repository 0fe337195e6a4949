using System.Text.Json.Serialization;
using Baton.Support.Orders.Records;

namespace Baton.Support.Orders.Actions;

/// <summary>
/// Something that a customer wants changed, with what the model gave as arguments. What becomes of it follows from the records alone: nothing
/// is read or written here.
/// </summary>
internal abstract record OrderAction
{
    /// <summary>The order; null where it is about the customer alone.</summary>
    [JsonIgnore]
    public abstract string? Order { get; }

    /// <summary>True where it needs the products of the order's items.</summary>
    [JsonIgnore]
    public virtual bool NeedsProducts => false;

    /// <summary>What the shop's policy says.</summary>
    public abstract Ruling Decide(OrderCase given);
}

/// <summary>The records that an action is about; the order is the customer's own.</summary>
/// <param name="Customer">The customer.</param>
/// <param name="Order">The order; null where the action names none.</param>
/// <param name="Products">The products of the order's items by id, where the action needs them.</param>
internal sealed record OrderCase(Customer Customer, Order? Order, IReadOnlyDictionary<string, Product> Products)
{
    public static IReadOnlyDictionary<string, Product> NoProducts { get; } = new Dictionary<string, Product>();
}

/// <summary>What the policy says to an action: a refusal with its reason, or the records as they are afterwards.</summary>
internal sealed record Ruling
{
    private Ruling() { }

    /// <summary>Why not, in words for the model; null where it is allowed.</summary>
    public string? Refusal { get; private init; }

    /// <summary>The order afterwards; null where it stays as it is.</summary>
    public Order? Order { get; private init; }

    /// <summary>The customer afterwards; null where nothing of the customer changes.</summary>
    public Customer? Customer { get; private init; }

    /// <summary>What the customer gets back, in dollars.</summary>
    public decimal Refund { get; init; }

    public static Ruling Refuse(string reason) => new() { Refusal = reason };

    public static Ruling Change(Order? order, Customer? customer = null) => new() { Order = order, Customer = customer };
}
