using System.Text.Json;
using Baton.Agents.Knowledge;
using Baton.Agents.Knowledge.Reading;

namespace Baton.Benchmarks;

/// <summary>Documents, and tasks that name the documents which they need.</summary>
/// <param name="Documents">The documents.</param>
/// <param name="Tasks">The tasks.</param>
internal sealed record KnowledgeData(IReadOnlyList<KnowledgeDocument> Documents, IReadOnlyList<KnowledgeTask> Tasks)
{
    public static async Task<KnowledgeData> ReadAsync(string folder)
    {
        var reader = new DocumentReader(Path.Combine(folder, "knowledge", "documents.jsonl"));
        var documents = new List<KnowledgeDocument>();
        await foreach (var document in reader.ReadAsync(CancellationToken.None)) documents.Add(document);
        var tasks = JsonSerializer.Deserialize<JsonElement>(await File.ReadAllBytesAsync(Path.Combine(folder, "knowledge", "tasks.json")));
        return new KnowledgeData(documents, [.. tasks.EnumerateArray().Select(task => new KnowledgeTask(
            task.GetProperty("user_scenario").GetProperty("instructions").GetString()!,
            [.. task.GetProperty("required_documents").EnumerateArray().Select(id => id.GetString()!)])).Where(task => task.Needs.Count > 0)]);
    }
}

/// <summary>A task.</summary>
/// <param name="Instructions">What is to be done: the question.</param>
/// <param name="Needs">The ids of the documents that it needs: the answer.</param>
internal sealed record KnowledgeTask(string Instructions, IReadOnlyList<string> Needs);
