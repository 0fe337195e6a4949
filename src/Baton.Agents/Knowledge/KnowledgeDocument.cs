using System.Text.Json;

namespace Baton.Agents.Knowledge;

/// <summary>A document that agents may be told from.</summary>
/// <param name="Id">Its id in its collection: the path within its folder, or the id of its JSON line. Citations name it.</param>
/// <param name="Title">Its title.</param>
/// <param name="Text">Its text: plain, or Markdown, whose headings say where it may be cut.</param>
public sealed record KnowledgeDocument(string Id, string Title, string Text)
{
    /// <summary>What else is known of it; a JSON object, or null.</summary>
    public JsonElement? Metadata { get; init; }
}

/// <summary>What came of documents.</summary>
/// <param name="Added">How many are new.</param>
/// <param name="Changed">How many were there and differ.</param>
/// <param name="Unchanged">How many are as they were; nothing was done about them.</param>
/// <param name="Chunks">How many chunks those added or changed have.</param>
public sealed record KnowledgeChanges(int Added, int Changed, int Unchanged, int Chunks)
{
    /// <summary>Both together.</summary>
    public KnowledgeChanges Plus(KnowledgeChanges other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return new(Added + other.Added, Changed + other.Changed, Unchanged + other.Unchanged, Chunks + other.Chunks);
    }
}
