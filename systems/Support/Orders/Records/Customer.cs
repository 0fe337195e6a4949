namespace Baton.Support.Orders.Records;

/// <summary>A customer of the shop; the data call them users.</summary>
internal sealed record Customer(
    string UserId,
    PersonName Name,
    Address Address,
    string Email,
    IReadOnlyDictionary<string, PaymentMethod> PaymentMethods,
    IReadOnlyList<string> Orders)
{
    /// <summary>The customer with another balance on a gift card.</summary>
    public Customer WithBalance(string card, decimal balance) => this with
    {
        PaymentMethods = PaymentMethods.ToDictionary(
            method => method.Key, method => method.Key == card ? method.Value with { Balance = balance } : method.Value, StringComparer.Ordinal),
    };
}

/// <summary>A person's name.</summary>
internal sealed record PersonName(string FirstName, string LastName);

/// <summary>A postal address.</summary>
internal sealed record Address(string Address1, string Address2, string City, string Country, string State, string Zip);

/// <summary>What a customer pays with.</summary>
/// <param name="Source"><c>credit_card</c>, <c>gift_card</c> or <c>paypal</c>.</param>
/// <param name="Id">Its id.</param>
internal sealed record PaymentMethod(string Source, string Id)
{
    public const string GiftCard = "gift_card";

    public static readonly IReadOnlyList<string> Sources = ["credit_card", GiftCard, "paypal"];

    public string? Brand { get; init; }

    public string? LastFour { get; init; }

    /// <summary>What is left on a gift card, in dollars; null for everything else.</summary>
    public decimal? Balance { get; init; }

    /// <summary>True where it holds money itself and cannot pay more.</summary>
    public bool IsGiftCard() => Source == GiftCard;
}
