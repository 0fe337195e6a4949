using System.Text.Json;
using Baton.Contracts;

namespace Baton.Agents.Models;

/// <summary>
/// Plays a model's part for one agent, so that everything around it runs without a network or a key. Deterministic: the reply follows
/// from the request alone. It is labelled as a rehearsal wherever its output is shown.
/// </summary>
/// <remarks>Implementations are safe for concurrent use.</remarks>
public abstract class Rehearsal
{
    /// <summary>The agent whose model it plays.</summary>
    public abstract string Agent { get; }

    /// <summary>What the model would say next.</summary>
    public abstract RehearsalReply Reply(RehearsalRequest request);
}

/// <summary>What a model is given.</summary>
/// <param name="Prompt">The agent's prompt with its placeholders filled in.</param>
/// <param name="Messages">The conversation, oldest first, tool results included.</param>
/// <param name="Tools">The names of the tools it may call.</param>
public sealed record RehearsalRequest(string Prompt, IReadOnlyList<Message> Messages, IReadOnlyList<string> Tools)
{
    /// <summary>The last message from the person, or empty.</summary>
    public string LastHuman => Messages.LastOrDefault(message => message.Type == "human")?.Content ?? "";
}

/// <summary>What a model says: text, or tools to call.</summary>
/// <param name="Text">The text; may be empty where tools are called.</param>
/// <param name="ToolCalls">The tools to call; empty for a final answer.</param>
public sealed record RehearsalReply(string Text, IReadOnlyList<RehearsalToolCall> ToolCalls)
{
    /// <summary>A final answer in plain text.</summary>
    public static RehearsalReply Say(string text) => new(text, []);

    /// <summary>A final answer as a record.</summary>
    public static RehearsalReply Answer<T>(T value) => new(JsonSerializer.Serialize(value, BatonJson.Options), []);

    /// <summary>Asks for one tool.</summary>
    public static RehearsalReply Call(string tool, object arguments) => new("", [new RehearsalToolCall(tool, arguments)]);
}

/// <summary>A tool that a rehearsal asks for.</summary>
/// <param name="Tool">The tool's name.</param>
/// <param name="Arguments">Its arguments; an object that becomes JSON.</param>
public sealed record RehearsalToolCall(string Tool, object Arguments);
