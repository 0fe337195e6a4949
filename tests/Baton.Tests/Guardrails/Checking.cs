using System.Text.Json;
using Baton.Agents.Guardrails;
using Baton.Contracts;
using Microsoft.Extensions.DependencyInjection;

namespace Baton.Tests.Guardrails;

/// <summary>Asks one of Baton's own guardrails about a text.</summary>
internal static class Checking
{
    public static GuardrailCatalog Catalog { get; } = new([], new ServiceCollection().BuildServiceProvider());

    public static async Task<GuardrailVerdict> AskAsync(string guardrail, GuardrailInput input, object? settings = null)
    {
        JsonElement? json = settings is null ? null : JsonSerializer.SerializeToElement(settings, BatonJson.Options);
        Assert.Empty(Catalog.Check(guardrail, json));
        var set = Catalog.Build([guardrail], json is null ? null : new Dictionary<string, JsonElement> { [guardrail] = json.Value });
        var built = Assert.Single(Enum.GetValues<GuardrailBoundary>().SelectMany(set.At).Distinct());
        return await built.Code.CheckAsync(input, TestContext.Current.CancellationToken);
    }

    public static Task<GuardrailVerdict> AskAsync(string guardrail, string text, object? settings = null) =>
        AskAsync(guardrail, new GuardrailInput(GuardrailBoundary.Input, text), settings);

    public static GuardrailInput Answer(string json) =>
        new(GuardrailBoundary.Output, json) { Json = JsonSerializer.Deserialize<JsonElement>(json) };

    public static IReadOnlyList<string> FaultsOf(string guardrail, string? settings) =>
        [.. Catalog.Check(guardrail, settings is null ? null : JsonSerializer.Deserialize<JsonElement>(settings)).Select(fault => fault.Message)];
}
