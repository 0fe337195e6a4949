namespace Baton.Engine.Stores.Search;

/// <summary>What a search store takes. Each driver refuses more, before anything is written.</summary>
public static class SearchLimits
{
    /// <summary>Characters of a document's id, a collection's name and a hash.</summary>
    public const int IdCharacters = 512;

    /// <summary>Characters of a title.</summary>
    public const int TitleCharacters = 1_000;

    /// <summary>Characters of a chunk.</summary>
    public const int ChunkCharacters = 16_000;

    /// <summary>Chunks of a document.</summary>
    public const int Chunks = 10_000;

    /// <summary>Dimensions of a vector.</summary>
    public const int Dimensions = 8_192;

    /// <summary>Characters of a question that count.</summary>
    public const int QueryCharacters = 8_000;

    /// <summary>How many matches of its words a passage of a question looks at, rarest words first; see <see cref="QueryWords"/>.</summary>
    public const int PassageMatches = 20_000;

    /// <summary>How many chunks of a collection one passage of a question brings in.</summary>
    public const int PassageHits = 200;

    /// <summary>Refuses what is too long.</summary>
    /// <exception cref="ArgumentException">An id comes twice, or something is too long.</exception>
    public static void Check(string collection, IReadOnlyList<SearchDocument> documents)
    {
        ArgumentNullException.ThrowIfNull(collection);
        ArgumentNullException.ThrowIfNull(documents);
        if (collection.Length is 0 or > IdCharacters)
        {
            throw new ArgumentException($"A collection's name has 1 to {IdCharacters} characters.", nameof(collection));
        }

        var ids = new HashSet<string>(StringComparer.Ordinal);
        foreach (var document in documents)
        {
            if ((ids.Add(document.Id) ? FaultOf(document) : "comes twice") is { } fault)
            {
                throw new ArgumentException($"Document '{document.Id}' {fault}.", nameof(documents));
            }
        }
    }

    private static string? FaultOf(SearchDocument document) =>
        document.Id.Length is 0 or > IdCharacters || document.Hash.Length > IdCharacters ? $"must have an id of 1 to {IdCharacters} characters"
        : document.Title.Length > TitleCharacters ? $"has a title of more than {TitleCharacters} characters"
        : document.Chunks.Count > Chunks ? $"has more than {Chunks} chunks"
        : document.Chunks.Any(chunk => chunk.Text.Length > ChunkCharacters) ? $"has a chunk of more than {ChunkCharacters} characters"
        : document.Chunks.Any(chunk => chunk.Vector.Length > Dimensions) ? $"has a vector of more than {Dimensions} dimensions"
        : !IsPlain(document.Id) || !IsPlain(document.Title) || document.Chunks.Any(chunk => !IsPlain(chunk.Text)) ? "has U+0000 or half a surrogate pair"
        : null;

    /// <summary>True where a text has nothing that a database would refuse: U+0000, or half a surrogate pair.</summary>
    public static bool IsPlain(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        for (var index = 0; index < text.Length; index++)
        {
            if (text[index] == '\0' || (char.IsSurrogate(text[index]) && (index + 1 == text.Length || !char.IsSurrogatePair(text[index], text[++index]))))
            {
                return false;
            }
        }

        return true;
    }
}
