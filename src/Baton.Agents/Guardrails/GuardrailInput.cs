using System.Text.Json;
using Baton.Agents.Guardrails.Text;
using Baton.Contracts;
using Baton.Graphs;

namespace Baton.Agents.Guardrails;

/// <summary>What a guardrail checks, and where it stands.</summary>
/// <param name="At">The boundary.</param>
/// <param name="Text">
/// The text, at most <see cref="MaxLength"/> characters: a longer one is blocked unseen. Arguments and structured answers are JSON.
/// </param>
public sealed record GuardrailInput(GuardrailBoundary At, string Text)
{
    /// <summary>The most characters that are checked.</summary>
    public const int MaxLength = 200_000;

    private static readonly RunInfo Nowhere = new("default", Guid.Empty, null, "", 0);

    /// <summary>The text as JSON, where it is a tool's arguments or an answer with a form; otherwise null.</summary>
    public JsonElement? Json { get; init; }

    /// <summary>The text's own structure: <see cref="Json"/>, or that of any other text which is a JSON object or array as a whole.</summary>
    internal JsonElement? Structure => Json ?? JsonText.Read(Text);

    /// <summary>The text as a model reads it: of JSON the names and strings without their escapes, a line each.</summary>
    internal string Prose => Structure is { } json ? JsonText.Prose(json) : Text;

    /// <summary>The agent.</summary>
    public string Agent { get; init; } = "";

    /// <summary>The agent's prompt with its placeholders as they stand in the file.</summary>
    public string Prompt { get; init; } = "";

    /// <summary>The values of the prompt's placeholders.</summary>
    public IReadOnlyDictionary<string, string> Variables { get; init; } = new Dictionary<string, string>();

    /// <summary>The tool that is called or has answered; null at other boundaries.</summary>
    public string? Tool { get; init; }

    /// <summary>What the agent was given so far: messages of people and of other agents, and tool results.</summary>
    public IReadOnlyList<Message> Given { get; init; } = [];

    /// <summary>False for what a model says beside tool calls: it has not finished.</summary>
    public bool IsFinal { get; init; } = true;

    /// <summary>The run.</summary>
    public RunInfo Run { get; init; } = Nowhere;

    /// <summary>What the agent's file or the configuration sets for this guardrail, a JSON object; null for nothing.</summary>
    public JsonElement? Settings { get; init; }
}
