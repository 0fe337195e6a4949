using System.Runtime.CompilerServices;
using Baton.Errors;

namespace Baton.Agents.Knowledge.Reading;

/// <summary>
/// Reads documents from a folder (<c>.md</c>, <c>.markdown</c>, <c>.txt</c>, <c>.html</c>, <c>.htm</c>, <c>.jsonl</c>, folders within it too) or from one such file.
/// Hidden files and links are passed over, as are other kinds of files.
/// </summary>
/// <param name="path">The folder or file.</param>
/// <remarks>Not for concurrent use; read once.</remarks>
public sealed class DocumentReader(string path)
{
    private readonly List<Fault> _faults = [];

    /// <summary>What could not be read; complete once everything was read.</summary>
    public IReadOnlyList<Fault> Faults => _faults;

    /// <summary>The documents, by path; ids are paths within the folder, with '/'.</summary>
    /// <exception cref="BatonException">There is neither a folder nor a file that can be read.</exception>
    public async IAsyncEnumerable<KnowledgeDocument> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var isFolder = Directory.Exists(path);
        if (!isFolder && !(File.Exists(path) && IsKnown(path)))
        {
            throw new BatonException(ErrorCodes.KnowledgeDocumentInvalid, $"There is no folder, nor a .md, .txt, .html or .jsonl file '{path}'. Name one.");
        }

        foreach (var file in isFolder ? Files(path) : [path])
        {
            if (file.EndsWith(".jsonl", StringComparison.OrdinalIgnoreCase))
            {
                await foreach (var document in JsonDocuments.ReadAsync(file, _faults, cancellationToken)) yield return document;
                continue;
            }

            var id = isFolder ? Path.GetRelativePath(path, file).Replace('\\', '/') : Path.GetFileName(file);
            if (await ReadFileAsync(file, id, cancellationToken) is { } read) yield return read;
        }
    }

    private static IEnumerable<string> Files(string folder) =>
        Directory.EnumerateFiles(folder, "*", new EnumerationOptions
        {
            RecurseSubdirectories = true,
            AttributesToSkip = FileAttributes.Hidden | FileAttributes.System | FileAttributes.ReparsePoint,
        })
            .Where(IsKnown).Order(StringComparer.Ordinal);

    private static bool IsKnown(string file) =>
        Path.GetExtension(file).ToLowerInvariant() is ".md" or ".markdown" or ".txt" or ".html" or ".htm" or ".jsonl";

    private async Task<KnowledgeDocument?> ReadFileAsync(string file, string id, CancellationToken cancellationToken)
    {
        try
        {
            if (new FileInfo(file).Length > KnowledgeLimits.FileBytes)
            {
                _faults.Add(new Fault(ErrorCodes.KnowledgeDocumentInvalid, id, $"The file is larger than {KnowledgeLimits.FileBytes:N0} bytes. Split it."));
                return null;
            }

            return Of(id, await File.ReadAllTextAsync(file, cancellationToken));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            _faults.Add(new Fault(ErrorCodes.KnowledgeDocumentInvalid, id, $"It cannot be read: {exception.Message}"));
            return null;
        }
    }

    private static KnowledgeDocument Of(string id, string content)
    {
        var clean = PlainText.Clean(content);
        var (title, text) = Path.GetExtension(id).ToLowerInvariant() switch
        {
            ".html" or ".htm" => HtmlText.Read(clean),
            ".txt" => (null, clean.Trim()),
            _ => MarkdownText.Read(clean),
        };
        return new KnowledgeDocument(id, PlainText.Title(title ?? Path.GetFileNameWithoutExtension(id)), text);
    }
}
