using System.Text.RegularExpressions;
using Baton.Engine.Stores.Search;
using Baton.Errors;

namespace Baton.Agents.Knowledge;

/// <summary>What knowledge takes.</summary>
public static partial class KnowledgeLimits
{
    /// <summary>Characters of a document's text.</summary>
    public const int DocumentCharacters = 2_000_000;

    /// <summary>Bytes of a file, or of a JSON line.</summary>
    public const int FileBytes = 8 * 1024 * 1024;

    /// <summary>Documents that are written together.</summary>
    public const int Batch = 100;

    /// <summary>Chunks of a result.</summary>
    public const int Results = 50;

    /// <summary>The form of a collection's name, in words.</summary>
    public const string NameForm = "1 to 64 letters, digits, '_', '-' and '.', a letter or digit first";

    /// <summary>True for a collection's name: 1 to 64 letters, digits, '_', '-' and '.', a letter or digit first.</summary>
    public static bool IsName(string name) => Name().IsMatch(name);

    /// <summary>What is wrong with a document, or null.</summary>
    public static Fault? Check(KnowledgeDocument document)
    {
        ArgumentNullException.ThrowIfNull(document);
        var what = document.Id.Length is 0 or > SearchLimits.IdCharacters ? $"Its id must have 1 to {SearchLimits.IdCharacters} characters."
            : string.IsNullOrWhiteSpace(document.Text) ? "It has no text. Leave it out, or give it some."
            : document.Text.Length > DocumentCharacters ? $"It has more than {DocumentCharacters:N0} characters. Split it into several documents."
            : document.Metadata?.GetRawText().Length > SearchLimits.ChunkCharacters ? $"What else it says has more than {SearchLimits.ChunkCharacters:N0} characters. Put it into the text."
            : null;
        return what is null ? null : new Fault(ErrorCodes.KnowledgeDocumentInvalid, document.Id.Length > 100 ? document.Id[..100] : document.Id, what);
    }

    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9_.-]{0,63}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Name();
}
