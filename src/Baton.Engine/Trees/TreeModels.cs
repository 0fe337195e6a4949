using System.Text.Json;

namespace Baton.Engine.Trees;

/// <summary>What model calls say of themselves in the journal: in what was asked, and in the answer.</summary>
internal static class TreeModels
{
    public static TreeModel Asked(JsonElement? request) => request is not { ValueKind: JsonValueKind.Object } asked
        ? new TreeModel()
        : new TreeModel { Agent = Text(asked, "agent"), Model = Text(asked, "model"), Provider = Text(asked, "provider"), PromptVersion = Text(asked, "prompt_version") };

    public static TreeModel Answered(TreeModel asked, JsonElement answer)
    {
        if (answer.ValueKind != JsonValueKind.Object) return asked;
        var usage = Member(answer, "usage");
        return asked with
        {
            Agent = Text(answer, "agent") ?? asked.Agent,
            Model = Text(answer, "model") ?? asked.Model,
            Provider = Text(answer, "provider") ?? asked.Provider,
            PromptVersion = Text(answer, "prompt_version") ?? asked.PromptVersion,
            InputTokens = usage is { } sent ? Number(sent, "input_tokens") : null,
            OutputTokens = usage is { } received ? Number(received, "output_tokens") : null,
            CostUsd = Member(answer, "cost_usd") is { ValueKind: JsonValueKind.Number } cost && cost.TryGetDecimal(out var dollars) ? dollars : null,
            LatencyMs = Number(answer, "latency_ms"),
            Rehearsal = Member(answer, "rehearsal") is { ValueKind: JsonValueKind.True },
        };
    }

    /// <summary>True for a tool's answer that says that the tool failed.</summary>
    public static bool IsError(JsonElement answer) => Member(answer, "is_error") is { ValueKind: JsonValueKind.True };

    private static JsonElement? Member(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) ? value : null;

    private static string? Text(JsonElement element, string name) =>
        Member(element, name) is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;

    private static long? Number(JsonElement element, string name) =>
        Member(element, name) is { ValueKind: JsonValueKind.Number } value && value.TryGetInt64(out var number) ? number : null;
}
