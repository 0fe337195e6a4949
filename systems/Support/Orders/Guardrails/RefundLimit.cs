using System.Globalization;
using System.Text.Json;
using Baton.Agents.Guardrails;
using Baton.Support.Orders.Actions;

namespace Baton.Support.Orders.Guardrails;

/// <summary>
/// Has a person decide before a tool gives back more than the limit. What would be given back follows from the arguments and the records;
/// a call that the policy refuses anyway passes, for the tool to say why.
/// </summary>
/// <remarks>Safe for concurrent use.</remarks>
internal sealed class RefundLimit(OrderDesk desk, OrderSettings settings) : IGuardrail
{
    public const string Name = "refund_limit";

    public async ValueTask<GuardrailVerdict> CheckAsync(GuardrailInput input, CancellationToken cancellationToken)
    {
        if ((OwnLimit(input.Settings) ?? settings.RefundLimit) is not { } limit || input.Json is not { } arguments) return GuardrailVerdict.Pass;
        if (OrderActions.Read(input.Tool, arguments) is not { } action) return GuardrailVerdict.Pass;
        var ruling = (await desk.DecideAsync(action, input.Run, cancellationToken)).Ruling;
        return ruling.Refusal is null && ruling.Refund > limit
            ? GuardrailVerdict.Flag($"{input.Tool} gives back ${Amount(ruling.Refund)} for {action.Order}, more than the limit of ${Amount(limit)}.")
            : GuardrailVerdict.Pass;
    }

    private static string Amount(decimal amount) => amount.ToString("0.00", CultureInfo.InvariantCulture);

    // An agent's file may set a limit of its own, such as a higher one for whoever has more authority.
    private static decimal? OwnLimit(JsonElement? settings)
    {
        if (settings is not { ValueKind: JsonValueKind.Object } members || !members.TryGetProperty("limit", out var limit)) return null;
        var text = limit.ValueKind == JsonValueKind.String ? limit.GetString() : limit.GetRawText();
        return decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount)
            ? amount
            : throw new FormatException($"'{Name}/limit' must be an amount in dollars.");
    }
}
