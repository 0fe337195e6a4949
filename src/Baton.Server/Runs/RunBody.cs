using System.Text.Json;
using System.Text.Json.Serialization;

namespace Baton.Server.Runs;

/// <summary>A run as clients see it.</summary>
/// <param name="RunId">Its id.</param>
/// <param name="ThreadId">Its thread; a run on its own has its own id here, by which it can be reached.</param>
/// <param name="AssistantId">The assistant's UUID.</param>
/// <param name="Status"><c>pending</c>, <c>running</c>, <c>error</c>, <c>success</c>, <c>timeout</c> or <c>interrupted</c>.</param>
internal sealed record RunBody(Guid RunId, string ThreadId, Guid AssistantId, string Status)
{
    /// <summary>The graph.</summary>
    public required string GraphId { get; init; }

    /// <summary>When it was accepted.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it last changed.</summary>
    public DateTimeOffset UpdatedAt { get; init; }

    /// <summary>The caller's metadata.</summary>
    public JsonElement Metadata { get; init; }

    /// <summary>The strategy it was started with.</summary>
    public required string MultitaskStrategy { get; init; }

    /// <summary>The code it failed with, or absent.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? ErrorCode { get; init; }
}
