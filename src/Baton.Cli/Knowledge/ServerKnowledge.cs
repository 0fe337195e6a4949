using System.Text.Json;
using System.Text.Json.Nodes;
using Baton.Agents.Knowledge;
using Baton.Cli.Client;
using Baton.Engine.Stores.Search;

namespace Baton.Cli.Knowledge;

/// <summary>A server; whose documents they are, the API key says.</summary>
internal sealed class ServerKnowledge(BatonClient client) : IKnowledgeTarget
{
    private const string Root = "ops/knowledge";
    private static readonly JsonSerializerOptions _json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public async ValueTask<IReadOnlyList<SearchCollection>> CollectionsAsync(CancellationToken cancellationToken) =>
        (await client.GetAsync(Root, cancellationToken)).Deserialize<List<SearchCollection>>(_json)!;

    public async ValueTask<IReadOnlyList<SearchDocumentRow>> DocumentsAsync(string collection, string after, CancellationToken cancellationToken)
    {
        var rows = await client.GetAsync($"{Path(collection)}?after={Uri.EscapeDataString(after)}", cancellationToken);
        return [.. rows.EnumerateArray().Select(row => new SearchDocumentRow(
            row.GetProperty("id").GetString()!, row.GetProperty("title").GetString()!, "", row.GetProperty("chunks").GetInt32(), row.GetProperty("updated_at").GetDateTimeOffset()))];
    }

    public async ValueTask<KnowledgeChanges> PutAsync(string collection, IReadOnlyList<KnowledgeDocument> documents, CancellationToken cancellationToken)
    {
        var body = new JsonObject { ["documents"] = new JsonArray([.. documents.Select(Body)]) };
        return (await client.PostAsync(Path(collection), body, cancellationToken)).Deserialize<KnowledgeChanges>(_json)!;
    }

    public async ValueTask<int> RemoveAsync(string collection, IReadOnlyList<string> ids, CancellationToken cancellationToken)
    {
        var body = new JsonObject { ["ids"] = new JsonArray([.. ids.Select(id => JsonValue.Create(id))]) };
        return (await client.PostAsync($"{Path(collection)}/remove", body, cancellationToken)).GetProperty("removed").GetInt32();
    }

    public ValueTask DropAsync(string collection, CancellationToken cancellationToken) => client.DeleteAsync(Path(collection), cancellationToken);

    public async ValueTask<IReadOnlyList<SearchHit>> FindAsync(string collection, string text, int limit, CancellationToken cancellationToken)
    {
        var hits = await client.PostAsync($"{Path(collection)}/search", new JsonObject { ["query"] = text, ["limit"] = limit }, cancellationToken);
        return [.. hits.EnumerateArray().Select(hit => new SearchHit(
            collection, hit.GetProperty("document").GetString()!, hit.GetProperty("chunk").GetInt32(), hit.GetProperty("title").GetString()!,
            hit.GetProperty("text").GetString()!, hit.GetProperty("score").GetDouble()))];
    }

    public ValueTask DisposeAsync()
    {
        client.Dispose();
        return ValueTask.CompletedTask;
    }

    private static string Path(string collection) => $"{Root}/{Uri.EscapeDataString(collection)}";

    private static JsonObject Body(KnowledgeDocument document)
    {
        var body = document.Metadata is { } metadata ? JsonObject.Create(metadata)! : [];
        (body["id"], body["title"], body["text"]) = (document.Id, document.Title, document.Text);
        return body;
    }
}
