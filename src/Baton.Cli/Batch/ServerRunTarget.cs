using System.Text.Json;
using System.Text.Json.Nodes;
using Baton.Cli.Client;
using Baton.Errors;

namespace Baton.Cli.Batch;

/// <summary>Runs on a server, over HTTP.</summary>
internal sealed class ServerRunTarget(BatonClient client) : IRunTarget
{
    private const string Interrupts = "__interrupt__";

    public string Name => client.Url;

    public async ValueTask<JsonElement?> InputSchemaAsync(string assistant, CancellationToken cancellationToken)
    {
        var schemas = await client.GetAsync($"assistants/{Uri.EscapeDataString(assistant)}/schemas", cancellationToken);
        return schemas.TryGetProperty("input_schema", out var schema) ? schema : null;
    }

    public async ValueTask<RunOutcome> RunAsync(string assistant, JsonObject input, CancellationToken cancellationToken)
    {
        var body = new JsonObject { ["assistant_id"] = assistant, ["input"] = input.DeepClone() };
        try
        {
            return Outcome(await client.PostAsync("runs/wait", body, cancellationToken));
        }
        catch (BatonException refused) when (refused.Code != ErrorCodes.ServerUnreachable)
        {
            return new RunOutcome(null, $"{refused.Code}: {refused.Message}");
        }
    }

    public ValueTask DisposeAsync()
    {
        client.Dispose();
        return ValueTask.CompletedTask;
    }

    private static RunOutcome Outcome(JsonElement values)
    {
        if (values.ValueKind != JsonValueKind.Object) return new RunOutcome(values, null);
        if (values.TryGetProperty("__error__", out var error))
            return new RunOutcome(null, $"{error.GetProperty("error")}: {error.GetProperty("message")}");
        return values.TryGetProperty(Interrupts, out _) ? new RunOutcome(Without(values, Interrupts), null) { Waits = true } : new RunOutcome(values, null);
    }

    private static JsonElement Without(JsonElement values, string member)
    {
        var state = JsonObject.Create(values)!;
        state.Remove(member);
        return JsonSerializer.SerializeToElement(state);
    }
}
