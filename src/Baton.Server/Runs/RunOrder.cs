using System.Text.Json;
using System.Text.Json.Nodes;
using Baton.Engine.Journal;
using Baton.Engine.Runs;
using Baton.Engine.Stores;
using Baton.Engine.Streaming;
using Baton.Errors;
using Baton.Graphs;
using Baton.Server.Http;
using Baton.Server.Security;

namespace Baton.Server.Runs;

/// <summary>A request for a run, read and checked.</summary>
/// <param name="Request">What the engine is asked.</param>
/// <param name="Modes">What its stream shows.</param>
internal sealed record RunOrder(RunRequest Request, StreamModes Modes)
{
    /// <summary>Show the steps of inline graphs too.</summary>
    public bool Subgraphs { get; init; }

    /// <summary>Cancel the run when the client goes.</summary>
    public bool CancelOnDisconnect { get; init; }

    /// <summary>Reads a request. Unknown fields are ignored.</summary>
    /// <param name="fields">The body.</param>
    /// <param name="assistants">To find the graph.</param>
    /// <param name="caller">Who asks.</param>
    /// <param name="thread">The thread of the path, or null.</param>
    /// <param name="idempotencyKey">The header, or null.</param>
    /// <exception cref="Baton.Errors.BatonException">Fields are wrong, or there is no such assistant.</exception>
    public static RunOrder Read(Fields fields, AssistantDirectory assistants, Caller caller, string? thread, string? idempotencyKey)
    {
        if (thread is not null) ThreadIds.Check(thread);
        var assistant = fields.Text("assistant_id");
        if (assistant is null) fields.Add("assistant_id", "An assistant's UUID or a graph's id is expected.");
        var request = ReadRequest(fields, caller, thread, idempotencyKey);
        var order = new RunOrder(request, StreamModeNames.Parse(fields.Names("stream_mode")))
        {
            Subgraphs = fields.Flag("stream_subgraphs"),
            CancelOnDisconnect = fields.Choice("on_disconnect", false, ("continue", false), ("cancel", true)),
        };
        fields.Throw();
        var graph = assistants.GraphOf(assistant!);

        // What is delivered to a waiting run comes from the customer; what answers it, from the graph's own people.
        if (request.Resume is not null && !caller.Operates && assistants.Get(graph).WhileWaiting == WhileWaiting.Deliver)
        {
            throw new BatonException(ErrorCodes.RoleMissing, $"The roles of key '{caller.Name}' do not cover answering what '{graph}' asks its own people: that needs operator. Send input instead.");
        }

        return order with { Request = request with { Assistant = graph } };
    }

    /// <summary>What a body asks of the engine, but for the assistant. Faults are noted with the fields.</summary>
    public static RunRequest ReadRequest(Fields fields, Caller caller, string? thread, string? idempotencyKey)
    {
        var command = fields.Nested("command");
        return new RunRequest("")
        {
            Tenant = caller.Tenant,
            Thread = thread,
            CreateThread = fields.Choice("if_not_exists", false, ("reject", false), ("create", true)),
            Input = command is null ? NotNull(fields.Value("input")) : null,
            Resume = command?.Value("resume"),
            Update = ReadUpdate(fields, command),
            Goto = ReadGoto(fields, command),
            From = ReadCheckpoint(fields),
            Strategy = fields.Choice(
                "multitask_strategy", MultitaskStrategy.Enqueue, ("enqueue", MultitaskStrategy.Enqueue), ("reject", MultitaskStrategy.Reject),
                ("interrupt", MultitaskStrategy.Interrupt), ("rollback", MultitaskStrategy.Rollback)),
            IdempotencyKey = idempotencyKey,
            Delay = fields.Seconds("after_seconds"),
            Budget = RunBudgetBody.Read(fields),
            Metadata = fields.Object("metadata"),
            Configuration = ReadConfiguration(fields),
            Webhook = ReadWebhook(fields),
            InterruptBefore = fields.Names("interrupt_before"),
            InterruptAfter = fields.Names("interrupt_after"),
            By = caller.Name,
        };
    }

    /// <summary>The checkpoint that a body names, under any of the names that clients use.</summary>
    public static CheckpointRef? ReadCheckpoint(Fields fields) => CheckpointNames.Parse(
        fields.Text("checkpoint_id")
        ?? fields.Nested("checkpoint")?.Text("checkpoint_id")
        ?? fields.Nested("config")?.Nested("configurable")?.Text("checkpoint_id"));

    private static JsonElement? NotNull(JsonElement? value) => value is { ValueKind: JsonValueKind.Null } ? null : value;

    private static JsonElement? ReadUpdate(Fields fields, Fields? command)
    {
        var update = NotNull(command?.Value("update"));
        if (update is null or { ValueKind: JsonValueKind.Object }) return update;
        if (update is { ValueKind: JsonValueKind.Array } pairs && pairs.EnumerateArray().All(IsPair))
        {
            var members = new JsonObject();
            foreach (var pair in pairs.EnumerateArray()) members[pair[0].GetString()!] = JsonNode.Parse(pair[1].GetRawText());
            return JsonElement.Parse(members.ToJsonString());
        }

        fields.Add("command.update", "An object or a list of [name, value] pairs is expected.");
        return null;
    }

    private static bool IsPair(JsonElement pair) =>
        pair.ValueKind == JsonValueKind.Array && pair.GetArrayLength() == 2 && pair[0].ValueKind == JsonValueKind.String;

    private static string? ReadGoto(Fields fields, Fields? command)
    {
        var target = NotNull(command?.Value("goto"));
        if (target is { ValueKind: JsonValueKind.Array } list && list.GetArrayLength() == 1) target = list[0];
        if (target is { ValueKind: JsonValueKind.Object } send && send.TryGetProperty("node", out var node) && !send.TryGetProperty("input", out _))
        {
            target = node;
        }

        if (target is null) return null;
        if (target is { ValueKind: JsonValueKind.String } name) return name.GetString();
        fields.Add("command.goto", "The name of one node is expected; the node gets the thread's state, not an input of its own.");
        return null;
    }

    private static JsonElement? ReadConfiguration(Fields fields)
    {
        var configurable = RunBudgetBody.Without(fields.Nested("config")?.Object("configurable"));
        var context = fields.Object("context");
        if (configurable is null || context is null) return context ?? configurable;
        var merged = JsonObject.Create(configurable.Value)!;
        foreach (var member in context.Value.EnumerateObject()) merged[member.Name] = JsonNode.Parse(member.Value.GetRawText());
        return JsonElement.Parse(merged.ToJsonString());
    }

    private static string? ReadWebhook(Fields fields)
    {
        var webhook = fields.Text("webhook");
        if (webhook is null) return null;
        if (Uri.TryCreate(webhook, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https") return webhook;
        fields.Add("webhook", "An absolute http or https URL is expected.");
        return null;
    }
}
