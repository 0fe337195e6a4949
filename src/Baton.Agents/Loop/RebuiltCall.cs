using System.Text.Json;
using Baton.Contracts;

namespace Baton.Agents.Loop;

/// <summary>A model call of the past, put together again from its run's journal.</summary>
public sealed record RebuiltCall
{
    /// <summary>The run.</summary>
    public Guid RunId { get; init; }

    /// <summary>The entry that starts the call.</summary>
    public int Seq { get; init; }

    /// <summary>The visit that asked.</summary>
    public required string Visit { get; init; }

    /// <summary>What the journal has of the request: agent, prompt version, model.</summary>
    public JsonElement? Recorded { get; init; }

    /// <summary>The hash of what the call depended on, recorded before it was made.</summary>
    public string? RecordedHash { get; init; }

    /// <summary>The hash of what the call was put together from now.</summary>
    public string? RebuiltHash { get; init; }

    /// <summary>True where the two hashes are equal: this is what was sent.</summary>
    public bool Exact => RebuiltHash is not null && RebuiltHash == RecordedHash;

    /// <summary>What was sent: the system's text, then the conversation, tool calls and results included.</summary>
    public IReadOnlyList<Message> Messages { get; init; } = [];

    /// <summary>What the model was told of its tools.</summary>
    public IReadOnlyList<RebuiltTool> Tools { get; init; } = [];

    /// <summary>False where the model could see its tools, but not use them.</summary>
    public bool UsesTools { get; init; }

    /// <summary>The form that was asked of the answer, or null.</summary>
    public JsonElement? AnswerSchema { get; init; }

    /// <summary>The most tokens that the answer could have, or null.</summary>
    public int? MaxOutputTokens { get; init; }

    /// <summary>The temperature, or null.</summary>
    public float? Temperature { get; init; }
}

/// <summary>A tool as a model was told of it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Description">What it does.</param>
/// <param name="Schema">The JSON schema of its arguments.</param>
public sealed record RebuiltTool(string Name, string Description, JsonElement Schema);
