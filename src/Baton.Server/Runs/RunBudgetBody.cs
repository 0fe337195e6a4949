using System.Text.Json;
using System.Text.Json.Nodes;
using Baton.Policies;
using Baton.Server.Http;

namespace Baton.Server.Runs;

/// <summary>Reads <c>config.configurable.run_budget</c>: what the caller lets its run spend.</summary>
internal static class RunBudgetBody
{
    private const string Name = "run_budget";
    private static readonly string[] _known = ["tokens", "cost_usd", "model_calls", "tool_calls"];

    /// <summary>The budget; null where there is none.</summary>
    public static RunBudget? Read(Fields fields)
    {
        if (fields.Nested("config")?.Nested("configurable") is not { } configurable || configurable.Object(Name) is not { } body) return null;

        // A limit that is misspelt would limit nothing.
        foreach (var member in body.EnumerateObject().Where(member => !_known.Contains(member.Name, StringComparer.Ordinal)))
        {
            configurable.Add($"{Name}.{member.Name}", $"There is no such limit. There are {string.Join(", ", _known)}.");
        }

        return new RunBudget
        {
            Tokens = Whole(configurable, body, "tokens", long.MaxValue),
            CostUsd = Amount(configurable, body),
            ModelCalls = (int?)Whole(configurable, body, "model_calls", int.MaxValue),
            ToolCalls = (int?)Whole(configurable, body, "tool_calls", int.MaxValue),
        };
    }

    /// <summary>What nodes read of <c>configurable</c>: all but the budget; null where nothing is left.</summary>
    public static JsonElement? Without(JsonElement? configurable)
    {
        if (configurable is not { } present || !present.TryGetProperty(Name, out _)) return configurable;
        var rest = JsonObject.Create(present)!;
        rest.Remove(Name);
        return rest.Count == 0 ? null : JsonElement.Parse(rest.ToJsonString());
    }

    private static long? Whole(Fields fields, JsonElement body, string name, long most)
    {
        if (!body.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null) return null;
        if (value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number) && number >= 0 && number <= most) return number;
        fields.Add($"{Name}.{name}", "A whole number from 0 is expected.");
        return null;
    }

    private static decimal? Amount(Fields fields, JsonElement body)
    {
        if (!body.TryGetProperty("cost_usd", out var value) || value.ValueKind == JsonValueKind.Null) return null;
        if (value.ValueKind == JsonValueKind.Number && value.TryGetDecimal(out var amount) && amount >= 0) return amount;
        fields.Add($"{Name}.cost_usd", "A number of US dollars from 0 is expected.");
        return null;
    }
}
