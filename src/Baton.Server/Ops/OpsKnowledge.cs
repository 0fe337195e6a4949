using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using Baton.Agents.Knowledge;
using Baton.Agents.Knowledge.Reading;
using Baton.Engine.Stores.Search;
using Baton.Errors;
using Baton.Server.Http;
using Baton.Server.Security;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Baton.Server.Ops;

/// <summary>Documents that agents look things up in.</summary>
internal static class OpsKnowledge
{
    private const int MostRows = 1_000;

    public static async Task<Ok<IReadOnlyList<OpsCollection>>> Collections(HttpContext context, KnowledgeIndex index)
    {
        var collections = await index.CollectionsAsync(Caller.Of(context).Tenant, context.RequestAborted);
        return TypedResults.Ok<IReadOnlyList<OpsCollection>>(
            [.. collections.Select(found => new OpsCollection(found.Name, found.Documents, found.Chunks, found.UpdatedAt))]);
    }

    public static async Task<Ok<IReadOnlyList<OpsDocument>>> Documents(
        HttpContext context, KnowledgeIndex index, string collection, string after = "", [Range(1, MostRows)] int limit = MostRows)
    {
        if (after.Length == 0) await index.RequireAsync(Caller.Of(context).Tenant, collection, context.RequestAborted);
        var rows = await index.DocumentsAsync(Caller.Of(context).Tenant, collection, after, limit, context.RequestAborted);
        return TypedResults.Ok<IReadOnlyList<OpsDocument>>([.. rows.Select(row => new OpsDocument(row.Id, row.Title, row.Chunks, row.UpdatedAt))]);
    }

    public static async Task<Ok<OpsIndexed>> Put(HttpContext context, KnowledgeIndex index, string collection)
    {
        var fields = await RequestBody.ReadFieldsAsync(context);
        var documents = Read(fields);
        fields.Throw();
        var changes = await index.PutAsync(Caller.Of(context).Tenant, collection, documents, context.RequestAborted);
        return TypedResults.Ok(new OpsIndexed(changes.Added, changes.Changed, changes.Unchanged, changes.Chunks));
    }

    public static async Task<Ok<IReadOnlyList<OpsHit>>> Search(HttpContext context, KnowledgeIndex index, KnowledgeSearch search, string collection)
    {
        var fields = await RequestBody.ReadFieldsAsync(context);
        var query = fields.Text("query");
        var limit = fields.Number("limit", KnowledgeSettings.DefaultLimit, 1, KnowledgeLimits.Results);
        if (string.IsNullOrWhiteSpace(query)) fields.Add("query", "What to look for is expected.");
        fields.Throw();
        await index.RequireAsync(Caller.Of(context).Tenant, collection, context.RequestAborted);
        var hits = await search.FindAsync(new SearchQuery(Caller.Of(context).Tenant, [collection], query!, limit), context.RequestAborted);
        return TypedResults.Ok<IReadOnlyList<OpsHit>>(
            [.. hits.Select(hit => new OpsHit(hit.Document, hit.Chunk, hit.Title, hit.Text, hit.Score) { Metadata = hit.Metadata })]);
    }

    public static async Task<Ok<OpsRemoved>> Remove(HttpContext context, KnowledgeIndex index, string collection)
    {
        var fields = await RequestBody.ReadFieldsAsync(context);
        var ids = fields.Names("ids") ?? [];
        if (ids.Count is 0 or > MostRows) fields.Add("ids", $"1 to {MostRows} ids of documents are expected.");
        fields.Throw();
        await index.RequireAsync(Caller.Of(context).Tenant, collection, context.RequestAborted);
        return TypedResults.Ok(new OpsRemoved(await index.RemoveAsync(Caller.Of(context).Tenant, collection, [.. ids], context.RequestAborted)));
    }

    public static async Task<NoContent> Drop(HttpContext context, KnowledgeIndex index, string collection)
    {
        await index.DropAsync(Caller.Of(context).Tenant, collection, context.RequestAborted);
        return TypedResults.NoContent();
    }

    private static List<KnowledgeDocument> Read(Fields fields)
    {
        var documents = new List<KnowledgeDocument>();
        if (fields.Value("documents") is not { ValueKind: JsonValueKind.Array } list || list.GetArrayLength() is 0 or > KnowledgeLimits.Batch)
        {
            fields.Add("documents", $"A list of 1 to {KnowledgeLimits.Batch} documents is expected.");
            return documents;
        }

        var faults = new List<Fault>();
        foreach (var (number, item) in list.EnumerateArray().Index())
        {
            if (JsonDocuments.Of(item, $"documents[{number}]", faults) is { } document) documents.Add(document);
        }

        faults.ForEach(fields.Add);
        return documents;
    }
}
