namespace Baton.Engine.Stores.Search;

/// <summary>The words of a chunk as drivers index them.</summary>
/// <param name="Title">The title's.</param>
/// <param name="Text">The text's.</param>
public sealed record ChunkWords(IReadOnlyList<string> Title, IReadOnlyList<string> Text)
{
    /// <summary>How many there are.</summary>
    public int Length => Title.Count + Text.Count;

    /// <summary>Each different word once.</summary>
    public IEnumerable<string> Different => Title.Concat(Text).Distinct(StringComparer.Ordinal);

    /// <summary>The words of each of a document's chunks, in their order.</summary>
    public static IReadOnlyList<ChunkWords> Of(SearchDocument document)
    {
        ArgumentNullException.ThrowIfNull(document);
        var title = TextWords.Of(document.Title);
        return [.. document.Chunks.Select(chunk => new ChunkWords(title, TextWords.Of(chunk.Text)))];
    }
}
