using System.Text.Json;

namespace Baton.Engine.Stores.Search;

/// <summary>A document as it is kept for being found.</summary>
/// <param name="Id">Its id in its collection.</param>
/// <param name="Title">Its title; its words count for every chunk.</param>
/// <param name="Chunks">Its text in pieces, each found by itself.</param>
public sealed record SearchDocument(string Id, string Title, IReadOnlyList<SearchChunk> Chunks)
{
    /// <summary>What tells whether it has changed; the store only keeps it.</summary>
    public string Hash { get; init; } = "";

    /// <summary>What else is known of it, or null.</summary>
    public JsonElement? Metadata { get; init; }
}

/// <summary>A piece of a document.</summary>
/// <param name="Text">The text.</param>
public sealed record SearchChunk(string Text)
{
    /// <summary>Its vector; empty where it has none.</summary>
    public ReadOnlyMemory<float> Vector { get; init; }
}

/// <summary>A collection.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Documents">How many documents it has.</param>
/// <param name="Chunks">How many chunks these have.</param>
/// <param name="UpdatedAt">When it last changed, by the store's clock.</param>
public sealed record SearchCollection(string Name, long Documents, long Chunks, DateTimeOffset UpdatedAt);

/// <summary>A document without its text.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Title">Its title.</param>
/// <param name="Hash">What it was written with.</param>
/// <param name="Chunks">How many chunks it has.</param>
/// <param name="UpdatedAt">When it was written, by the store's clock.</param>
public sealed record SearchDocumentRow(string Id, string Title, string Hash, int Chunks, DateTimeOffset UpdatedAt);

/// <summary>A question in words.</summary>
/// <param name="Tenant">The tenant.</param>
/// <param name="Collections">Where to look; collections that do not exist have nothing.</param>
/// <param name="Text">What to look for; only the first <see cref="SearchLimits.QueryCharacters"/> count.</param>
/// <param name="Limit">The most hits.</param>
public sealed record SearchQuery(string Tenant, IReadOnlyList<string> Collections, string Text, int Limit);

/// <summary>A question by nearness.</summary>
/// <param name="Tenant">The tenant.</param>
/// <param name="Collections">Where to look.</param>
/// <param name="Vector">The vector.</param>
/// <param name="Limit">The most hits.</param>
public sealed record NearestQuery(string Tenant, IReadOnlyList<string> Collections, ReadOnlyMemory<float> Vector, int Limit);

/// <summary>A chunk that was found.</summary>
/// <param name="Collection">Its collection.</param>
/// <param name="Document">Its document's id.</param>
/// <param name="Chunk">Its number in the document, from 1.</param>
/// <param name="Title">The document's title.</param>
/// <param name="Text">Its text.</param>
/// <param name="Score">How well it fits; comparable within one result only.</param>
public sealed record SearchHit(string Collection, string Document, int Chunk, string Title, string Text, double Score)
{
    /// <summary>What else is known of the document, or null.</summary>
    public JsonElement? Metadata { get; init; }
}
