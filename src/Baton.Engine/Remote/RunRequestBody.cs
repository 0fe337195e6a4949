using System.Text.Json;
using Baton.Engine.Journal;
using Baton.Engine.Runs;
using Baton.Engine.Streaming;
using Baton.Policies;

namespace Baton.Engine.Remote;

/// <summary>Writes a request for a run as the run API reads it.</summary>
internal static class RunRequestBody
{
    /// <summary>The body.</summary>
    /// <exception cref="NotSupportedException">The run API has no word for something in it.</exception>
    public static ReadOnlyMemory<byte> Write(RunRequest request)
    {
        var hasCommand = request.Resume is not null || request.Update is not null || request.Goto is not null;
        if (request.Deadline is not null) throw new NotSupportedException("The run API takes no deadline. Give the graph a time budget.");
        if (hasCommand && request.Input is not null)
        {
            throw new NotSupportedException("The run API takes an input, or a resume, update and goto. Leave one of the two out.");
        }

        return Object(writer =>
        {
            writer.WriteString("assistant_id"u8, request.Assistant);
            writer.WriteString("if_not_exists"u8, request.CreateThread ? "create"u8 : "reject"u8);
            writer.WriteString("multitask_strategy"u8, JsonNamingPolicy.SnakeCaseLower.ConvertName(request.Strategy.ToString()));
            Write(writer, "input", request.Input);
            if (hasCommand) WriteCommand(writer, request);
            if (request.From is { } from) writer.WriteString("checkpoint_id"u8, CheckpointIds.Format(from));
            if (request.Delay > TimeSpan.Zero) writer.WriteNumber("after_seconds"u8, request.Delay.TotalSeconds);
            Write(writer, "metadata", request.Metadata);
            Write(writer, "context", request.Configuration);
            if (request.Budget is { IsUnlimited: false } budget) WriteBudget(writer, budget);
            if (request.Webhook is { } webhook) writer.WriteString("webhook"u8, webhook);
            WriteNames(writer, "interrupt_before", request.InterruptBefore);
            WriteNames(writer, "interrupt_after", request.InterruptAfter);
        });
    }

    /// <summary>An object.</summary>
    public static ReadOnlyMemory<byte> Object(Action<Utf8JsonWriter> members) => JsonBytes.Write(writer =>
    {
        writer.WriteStartObject();
        members(writer);
        writer.WriteEndObject();
    });

    /// <summary>A member; none for null. JSON null is a value.</summary>
    public static void Write(Utf8JsonWriter writer, string name, JsonElement? value)
    {
        if (value is not { } given) return;
        writer.WritePropertyName(name);
        given.WriteTo(writer);
    }

    private static void WriteCommand(Utf8JsonWriter writer, RunRequest request)
    {
        writer.WriteStartObject("command"u8);
        Write(writer, "resume", request.Resume);
        Write(writer, "update", request.Update);
        if (request.Goto is { } node) writer.WriteString("goto"u8, node);
        writer.WriteEndObject();
    }

    private static void WriteBudget(Utf8JsonWriter writer, RunBudget budget)
    {
        writer.WriteStartObject("config"u8);
        writer.WriteStartObject("configurable"u8);
        Write(writer, "run_budget", JsonBytes.From(budget));
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static void WriteNames(Utf8JsonWriter writer, string name, IReadOnlyList<string>? names)
    {
        if (names is null) return;
        writer.WriteStartArray(name);
        foreach (var node in names) writer.WriteStringValue(node);
        writer.WriteEndArray();
    }
}
