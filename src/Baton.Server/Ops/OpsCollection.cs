using System.Text.Json;

namespace Baton.Server.Ops;

/// <summary>A collection of documents.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Documents">How many documents it has.</param>
/// <param name="Chunks">How many chunks these have.</param>
/// <param name="UpdatedAt">When it last changed.</param>
internal sealed record OpsCollection(string Name, long Documents, long Chunks, DateTimeOffset UpdatedAt);

/// <summary>A document without its text.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Title">Its title.</param>
/// <param name="Chunks">How many chunks it has.</param>
/// <param name="UpdatedAt">When it was written.</param>
internal sealed record OpsDocument(string Id, string Title, int Chunks, DateTimeOffset UpdatedAt);

/// <summary>Documents to add or replace, as documented.</summary>
/// <param name="Documents">1 to 100 objects with <c>id</c>, <c>text</c> and, if need be, <c>title</c>; other members are metadata.</param>
internal sealed record OpsDocuments(IReadOnlyList<JsonElement> Documents);

/// <summary>Documents to remove, as documented.</summary>
/// <param name="Ids">1 to 1,000 ids.</param>
internal sealed record OpsDocumentIds(IReadOnlyList<string> Ids);

/// <summary>A question, as documented.</summary>
/// <param name="Query">What to look for.</param>
internal sealed record OpsQuestion(string Query)
{
    /// <summary>How many chunks, 1 to 50.</summary>
    public int? Limit { get; init; }
}

/// <summary>What came of documents.</summary>
/// <param name="Added">How many are new.</param>
/// <param name="Changed">How many were replaced.</param>
/// <param name="Unchanged">How many are as they were.</param>
/// <param name="Chunks">How many chunks were indexed.</param>
internal sealed record OpsIndexed(int Added, int Changed, int Unchanged, int Chunks);

/// <summary>What was removed.</summary>
/// <param name="Removed">How many documents.</param>
internal sealed record OpsRemoved(int Removed);

/// <summary>A chunk that was found.</summary>
/// <param name="Document">Its document's id.</param>
/// <param name="Chunk">Its number in the document, from 1.</param>
/// <param name="Title">The document's title.</param>
/// <param name="Text">Its text.</param>
/// <param name="Score">How well it fits; comparable within one result only.</param>
internal sealed record OpsHit(string Document, int Chunk, string Title, string Text, double Score)
{
    /// <summary>What else is known of the document, or null.</summary>
    public JsonElement? Metadata { get; init; }
}
