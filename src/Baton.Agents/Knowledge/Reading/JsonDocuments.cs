using System.Runtime.CompilerServices;
using System.Text.Json;
using Baton.Errors;

namespace Baton.Agents.Knowledge.Reading;

/// <summary>Documents as JSON objects: <c>id</c>, <c>text</c> and, if need be, <c>title</c>; every other member is metadata.</summary>
public static class JsonDocuments
{
    /// <summary>Reads a file of one object a line.</summary>
    internal static async IAsyncEnumerable<KnowledgeDocument> ReadAsync(string path, List<Fault> faults, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var reader = new StreamReader(path);
        var ids = new HashSet<string>(StringComparer.Ordinal);
        for (var number = 1; await reader.ReadLineAsync(cancellationToken) is { } line; number++)
        {
            if (string.IsNullOrWhiteSpace(line)) continue;
            var where = $"{Path.GetFileName(path)}:{number}";
            if (Parse(line, where, faults) is not { } document) continue;
            if (ids.Add(document.Id)) yield return document;
            else faults.Add(new Fault(ErrorCodes.KnowledgeDocumentInvalid, where, $"The id '{document.Id}' comes twice. Give each document its own."));
        }
    }

    /// <summary>The document that an object describes.</summary>
    /// <param name="json">The object.</param>
    /// <param name="where">Where it stands, for faults.</param>
    /// <param name="faults">Takes what is wrong with it.</param>
    /// <returns>Null, with faults, where it describes none.</returns>
    public static KnowledgeDocument? Of(JsonElement json, string where, ICollection<Fault> faults)
    {
        ArgumentNullException.ThrowIfNull(faults);
        var before = faults.Count;
        if (json.ValueKind != JsonValueKind.Object) faults.Add(new Fault(ErrorCodes.KnowledgeDocumentInvalid, where, "An object with 'id' and 'text' is expected."));
        var (id, title, text) = before < faults.Count ? (null, null, null) : (Text("id"), Text("title", isRequired: false), Text("text"));
        if (before < faults.Count) return null;
        var rest = json.EnumerateObject().Where(member => member.Name is not ("id" or "title" or "text")).ToDictionary(member => member.Name, member => member.Value, StringComparer.Ordinal);
        return new KnowledgeDocument(PlainText.Clean(id!), PlainText.Title(title ?? MarkdownText.FirstHeading(text!) ?? id!), PlainText.Clean(text!))
        {
            Metadata = rest.Count == 0 ? null : JsonSerializer.SerializeToElement(rest),
        };

        string? Text(string name, bool isRequired = true)
        {
            var isThere = json.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null;
            if (isThere && value.ValueKind == JsonValueKind.String) return value.GetString();
            if (isThere || isRequired) faults.Add(new Fault(ErrorCodes.KnowledgeDocumentInvalid, where, $"'{name}' must be a string{(isThere ? "" : "; it is missing")}."));
            return null;
        }
    }

    private static KnowledgeDocument? Parse(string line, string where, List<Fault> faults)
    {
        try
        {
            return line.Length > KnowledgeLimits.FileBytes
                ? throw new JsonException("The line is too long.")
                : Of(JsonSerializer.Deserialize<JsonElement>(line), where, faults);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            faults.Add(new Fault(ErrorCodes.KnowledgeDocumentInvalid, where, $"This is no JSON object: {exception.Message}"));
            return null;
        }
    }
}
