using System.Text.Json;
using Baton.Support.Orders.Records;
using Baton.Support.Orders.Tools;

namespace Baton.Support.Orders.Actions;

/// <summary>The actions by the tools that ask for them.</summary>
internal static class OrderActions
{
    private static readonly Dictionary<string, Type> Types = new(StringComparer.Ordinal)
    {
        [OrderToolNames.Cancel] = typeof(CancelOrder),
        [OrderToolNames.Exchange] = typeof(ExchangeItems),
        [OrderToolNames.ModifyAddress] = typeof(ModifyAddress),
        [OrderToolNames.ModifyItems] = typeof(ModifyItems),
        [OrderToolNames.ModifyPayment] = typeof(ModifyPayment),
        [OrderToolNames.ModifyUserAddress] = typeof(ModifyUserAddress),
        [OrderToolNames.Return] = typeof(ReturnItems),
    };

    /// <summary>True for the tools that change records on a customer's word.</summary>
    public static bool Changes(string? tool) => tool is not null && Types.ContainsKey(tool);

    /// <summary>The action that a tool call asks for; null where the tool changes nothing, or cannot read its arguments.</summary>
    public static OrderAction? Read(string? tool, JsonElement arguments)
    {
        if (tool is null || !Types.TryGetValue(tool, out var type)) return null;
        try
        {
            return (OrderAction?)arguments.Deserialize(type, RetailJson.Options);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
