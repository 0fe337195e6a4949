using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Baton.Server.Runs;

/// <summary>A graph under a public id.</summary>
/// <param name="AssistantId">The UUID made from the graph's id.</param>
/// <param name="GraphId">The graph.</param>
/// <param name="Name">Its name.</param>
/// <param name="Description">What it is for.</param>
/// <param name="Version">The graph's version.</param>
/// <param name="Metadata">Where it comes from and whether it works.</param>
/// <param name="CreatedAt">Since when the server offers it.</param>
/// <param name="UpdatedAt">Since when the server offers it.</param>
internal sealed record Assistant(
    Guid AssistantId, string GraphId, string Name, string Description, int Version, AssistantMetadata Metadata,
    DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt)
{
    /// <summary>Always empty.</summary>
    public JsonObject Config { get; } = [];

    /// <summary>Always empty.</summary>
    public JsonObject Context { get; } = [];
}

/// <summary>Where an assistant comes from and whether it works.</summary>
/// <param name="CreatedBy">Always <c>system</c>.</param>
/// <param name="Pool">The graph's pool.</param>
internal sealed record AssistantMetadata(string CreatedBy, string Pool)
{
    /// <summary>Why the graph cannot be used; absent where it can.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Error { get; init; }

    /// <summary>The stable code of <see cref="Error"/>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Code { get; init; }
}

/// <summary>The JSON schemas of a graph.</summary>
/// <param name="GraphId">The graph.</param>
/// <param name="InputSchema">Of inputs.</param>
/// <param name="OutputSchema">Of outputs.</param>
/// <param name="StateSchema">Of states.</param>
internal sealed record GraphSchema(string GraphId, JsonElement InputSchema, JsonElement OutputSchema, JsonElement StateSchema)
{
    /// <summary>Always empty.</summary>
    public JsonObject ConfigSchema { get; } = [];

    /// <summary>Always empty.</summary>
    public JsonObject ContextSchema { get; } = [];
}

/// <summary>A graph for drawing.</summary>
/// <param name="Nodes">The nodes, beginning and end included.</param>
/// <param name="Edges">The edges.</param>
internal sealed record DrawnGraph(IReadOnlyList<DrawnNode> Nodes, IReadOnlyList<DrawnEdge> Edges);

/// <summary>A node of a drawing.</summary>
/// <param name="Id">Its path.</param>
/// <param name="Type">Its kind.</param>
/// <param name="Data">What the kind has besides.</param>
internal sealed record DrawnNode(string Id, string Type, JsonObject? Data);

/// <summary>An edge of a drawing.</summary>
/// <param name="Source">Where it starts.</param>
/// <param name="Target">Where it ends.</param>
/// <param name="Data">When it is taken; absent where always.</param>
/// <param name="Conditional">True where it is taken sometimes.</param>
internal sealed record DrawnEdge(string Source, string Target, string? Data, bool Conditional);

/// <summary>A filter for assistants, as documented; unknown fields are ignored.</summary>
internal sealed record AssistantSearch(
    string? GraphId, string? Name, JsonObject? Metadata, int? Limit, int? Offset, string? SortBy, string? SortOrder, IReadOnlyList<string>? Select);
