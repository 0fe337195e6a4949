using System.Text.Json;
using System.Text.RegularExpressions;
using Baton.Contracts;
using Baton.Support.Desk;
using Baton.Support.Orders.Actions;
using Baton.Support.Orders.Evaluation;
using Baton.Support.Orders.Guardrails;
using Baton.Support.Orders.Records;
using Baton.Support.Orders.Tools;

namespace Baton.Support.Orders.Rehearsals;

/// <summary>What a conversation says, and what the tools have said since the customer's last message.</summary>
internal sealed partial class RehearsedVisit
{
    private readonly Dictionary<string, string> _results = new(StringComparer.Ordinal);

    public RehearsedVisit(IReadOnlyList<Message> given)
    {
        List<Message> messages = [.. given.Where(message => !DeskMaterial.Is(message))];
        string[] said = [.. messages.Where(message => message.Type == "human").Select(message => message.Content)];
        var last = messages.FindLastIndex(message => message.Type == "human");
        IsConfirmed = last > 0 && CustomerConfirmed.IsYes(said[^1]) && messages[last - 1].Content.Contains(OrderRehearsal.AsksYes, StringComparison.Ordinal);
        Wishes = string.Join(' ', IsConfirmed ? said.SkipLast(1) : said);
        var calls = messages.Skip(last + 1).SelectMany(message => message.ToolCalls ?? []).ToDictionary(call => call.Id, StringComparer.Ordinal);
        foreach (var answer in messages.Skip(last + 1).Where(message => message.Type == "tool"))
        {
            if (answer.ToolCallId is { } id && calls.TryGetValue(id, out var call)) _results[Key(call.Name, call.Args)] = answer.Content;
        }
    }

    /// <summary>Everything that the customer has said, but for the yes.</summary>
    public string Wishes { get; }

    /// <summary>True where the last message is the yes to what was listed.</summary>
    public bool IsConfirmed { get; }

    /// <summary>What a call gave, or null where it was not made.</summary>
    public string? Result(string tool, object arguments) => _results.GetValueOrDefault(Key(tool, JsonSerializer.SerializeToElement(arguments, BatonJson.Options)));

    /// <summary>How the customer can be found; null where the message does not say enough.</summary>
    public RehearsedCall? Identity()
    {
        if (Email().Match(Wishes) is { Success: true } email) return new RehearsedCall(OrderToolNames.FindByEmail, new { email = email.Value.TrimEnd('.') });
        if (Zip().Match(Wishes) is not { Success: true } zip) return null;
        var name = UserId().Match(Wishes) is { Success: true } id ? id : FullName().Match(Wishes);
        return name.Success
            ? new RehearsedCall(OrderToolNames.FindByName, new { first_name = Capital(name.Groups["first"].Value), last_name = Capital(name.Groups["last"].Value), zip = zip.Value })
            : null;
    }

    /// <summary>The customer's profile and orders, and the call that is missing for them.</summary>
    public RehearsedRecords Records(string user)
    {
        if (Result(OrderToolNames.UserDetails, new { user_id = user }) is not { } profile) return new RehearsedRecords(null, [], OrderCase.NoProducts) { Missing = new(OrderToolNames.UserDetails, new { user_id = user }) };
        var customer = JsonSerializer.Deserialize<Customer>(profile, RetailJson.Options)!;
        var orders = new List<Order>();
        foreach (var id in customer.Orders)
        {
            if (Result(OrderToolNames.OrderDetails, new { order_id = id }) is not { } order) return new RehearsedRecords(customer, orders, OrderCase.NoProducts) { Missing = new(OrderToolNames.OrderDetails, new { order_id = id }) };
            if (ToolTexts.Reason(order) is null) orders.Add(JsonSerializer.Deserialize<Order>(order, RetailJson.Options)!);
        }

        var products = orders.SelectMany(order => order.Items).Select(item => item.ProductId).Distinct()
            .Select(id => Result(OrderToolNames.ProductDetails, new { product_id = id }))
            .Where(text => text is not null && ToolTexts.Reason(text) is null)
            .Select(text => JsonSerializer.Deserialize<Product>(text!, RetailJson.Options)!);
        return new RehearsedRecords(customer, orders, products.ToDictionary(product => product.ProductId));
    }

    private static string Key(string tool, JsonElement arguments) => $"{tool} {CanonicalJson.Text(arguments)}";

    private static string Capital(string name) => char.ToUpperInvariant(name[0]) + name[1..];

    [GeneratedRegex(@"[\w.+-]+@[\w-]+(\.[\w-]+)+", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 500)]
    private static partial Regex Email();

    [GeneratedRegex(@"(?<![#\w])\d{5}(?!\w)", RegexOptions.CultureInvariant, 500)]
    private static partial Regex Zip();

    [GeneratedRegex(@"\b(?<first>[a-z]+)_(?<last>[a-z]+)_\d{2,}\b", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 500)]
    private static partial Regex UserId();

    [GeneratedRegex(@"(?i:\b(i am|i'm|name is|this is)) (user )?(?<first>\p{Lu}\p{Ll}+) (?<last>\p{Lu}\p{Ll}+)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 500)]
    private static partial Regex FullName();
}

/// <summary>A call that a rehearsal makes.</summary>
internal sealed record RehearsedCall(string Tool, object Arguments);

/// <summary>What the tools have told of the customer.</summary>
internal sealed record RehearsedRecords(Customer? Customer, IReadOnlyList<Order> Orders, IReadOnlyDictionary<string, Product> Products)
{
    /// <summary>The call to make next; null where everything is known.</summary>
    public RehearsedCall? Missing { get; init; }
}
