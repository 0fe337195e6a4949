using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Baton.Agents.Knowledge.Embeddings;
using Baton.Agents.Knowledge.Indexing;
using Baton.Engine.Stores;
using Baton.Engine.Stores.Search;
using Baton.Errors;
using Microsoft.Extensions.AI;

namespace Baton.Agents.Knowledge;

/// <summary>Keeps documents in collections: cut into chunks, indexed in the store, and again only where they have changed.</summary>
/// <param name="store">The store.</param>
/// <param name="embeddings">Makes the chunks' vectors; null where chunks are found by words alone.</param>
/// <remarks>Safe for concurrent use.</remarks>
public sealed class KnowledgeIndex(IStore store, IEmbeddingGenerator<string, Embedding<float>>? embeddings = null)
{
    /// <summary>Raised with every change of how documents are cut or of which words they have: they are then indexed again when they next come.</summary>
    private const int Form = 1;

    private const int EmbeddedAtOnce = 64;

    /// <summary>How many chunks are written together, unless one document has more: whoever else writes comes in between.</summary>
    private const int WrittenAtOnce = 40;
    private const int MostNamed = 20;

    /// <summary>Adds documents, or replaces those that differ: each whole, a few at a time. Where it fails some may be written; adding all again does the rest.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="collection">The collection; made where there is none.</param>
    /// <param name="documents">The documents, no more than <see cref="KnowledgeLimits.Batch"/>.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="BatonException">The collection's name or a document cannot be taken; the text says why.</exception>
    public async ValueTask<KnowledgeChanges> PutAsync(
        string tenant, string collection, IReadOnlyList<KnowledgeDocument> documents, CancellationToken cancellationToken)
    {
        Check(collection, documents);
        var present = await store.Search.HashesAsync(tenant, collection, [.. documents.Select(document => document.Id)], cancellationToken);
        var wanted = documents.Where(document => present.GetValueOrDefault(document.Id) != HashOf(document)).ToList();
        var made = new List<SearchDocument>();
        foreach (var document in wanted) made.Add(await MakeAsync(tenant, document, cancellationToken));
        foreach (var together in Portions(made)) await store.Search.PutAsync(tenant, collection, together, cancellationToken);
        var changed = wanted.Count(document => present.ContainsKey(document.Id));
        return new KnowledgeChanges(made.Count - changed, changed, documents.Count - made.Count, made.Sum(document => document.Chunks.Count));
    }

    private static IEnumerable<IReadOnlyList<SearchDocument>> Portions(List<SearchDocument> documents)
    {
        var (portion, chunks) = (new List<SearchDocument>(), 0);
        foreach (var document in documents)
        {
            if (portion.Count > 0 && chunks + document.Chunks.Count > WrittenAtOnce)
            {
                yield return portion;
                (portion, chunks) = ([], 0);
            }

            portion.Add(document);
            chunks += document.Chunks.Count;
        }

        if (portion.Count > 0) yield return portion;
    }

    /// <summary>Removes documents, and the collection with its last one.</summary>
    /// <returns>How many of them were there.</returns>
    public ValueTask<int> RemoveAsync(string tenant, string collection, IReadOnlyCollection<string> ids, CancellationToken cancellationToken) =>
        store.Search.RemoveAsync(tenant, collection, ids, cancellationToken);

    /// <summary>Removes a collection with all that it has.</summary>
    /// <exception cref="BatonException">There is none.</exception>
    public async ValueTask DropAsync(string tenant, string collection, CancellationToken cancellationToken)
    {
        if (!await store.Search.DropAsync(tenant, collection, cancellationToken)) throw await UnknownAsync(tenant, collection, cancellationToken);
    }

    /// <summary>Refuses a name that no collection has.</summary>
    /// <exception cref="BatonException">There is none; the text names those that there are.</exception>
    public async ValueTask RequireAsync(string tenant, string collection, CancellationToken cancellationToken)
    {
        var known = await CollectionsAsync(tenant, cancellationToken);
        if (known.All(found => found.Name != collection)) throw await UnknownAsync(tenant, collection, cancellationToken);
    }

    /// <summary>A tenant's collections, by name.</summary>
    public ValueTask<IReadOnlyList<SearchCollection>> CollectionsAsync(string tenant, CancellationToken cancellationToken) =>
        store.Search.CollectionsAsync(tenant, cancellationToken);

    /// <summary>A collection's documents by id, after <paramref name="after"/> (empty for the first).</summary>
    public ValueTask<IReadOnlyList<SearchDocumentRow>> DocumentsAsync(
        string tenant, string collection, string after, int limit, CancellationToken cancellationToken) =>
        store.Search.DocumentsAsync(tenant, collection, after, limit, cancellationToken);

    private async ValueTask<BatonException> UnknownAsync(string tenant, string collection, CancellationToken cancellationToken)
    {
        var known = await CollectionsAsync(tenant, cancellationToken);
        var there = known.Count == 0 ? "There are none yet." : $"There are {string.Join(", ", known.Take(MostNamed).Select(found => found.Name))}{(known.Count > MostNamed ? ", …" : ".")}";
        return new BatonException(ErrorCodes.KnowledgeUnknown, $"There is no collection '{collection}'. {there} 'baton knowledge add' makes one.");
    }

    private static void Check(string collection, IReadOnlyList<KnowledgeDocument> documents)
    {
        if (!KnowledgeLimits.IsName(collection))
        {
            throw new BatonException(ErrorCodes.KnowledgeCollectionInvalid, $"'{collection}' is no name of a collection: {KnowledgeLimits.NameForm}.");
        }

        if (documents.Count > KnowledgeLimits.Batch) throw new ArgumentException($"At most {KnowledgeLimits.Batch} documents can be written together.", nameof(documents));
        var faults = documents.Select(KnowledgeLimits.Check).OfType<Fault>().ToList();
        faults.AddRange(documents.GroupBy(document => document.Id, StringComparer.Ordinal).Where(group => group.Count() > 1)
            .Select(group => new Fault(ErrorCodes.KnowledgeDocumentInvalid, group.Key, "This id comes twice. Give each document its own.")));
        if (faults.Count > 0) throw new ValidationException(ErrorCodes.KnowledgeDocumentInvalid, "The documents", faults);
    }

    private async ValueTask<SearchDocument> MakeAsync(string tenant, KnowledgeDocument document, CancellationToken cancellationToken)
    {
        var chunks = TextChunker.Cut(document.Text).Select(text => new SearchChunk(text)).ToList();
        for (var start = 0; embeddings is not null && start < chunks.Count; start += EmbeddedAtOnce)
        {
            var count = Math.Min(EmbeddedAtOnce, chunks.Count - start);
            var made = await embeddings.GenerateAsync(chunks.GetRange(start, count).Select(chunk => $"{document.Title}\n{chunk.Text}"), GatedEmbeddings.For(tenant), cancellationToken);
            if (made.Count != count) throw new BatonException(ErrorCodes.KnowledgeEmbeddingInvalid, $"The embedding generator gave {made.Count} vectors for {count} texts. Correct it, and add the documents again.");
            if (made.Any(embedding => embedding.Vector.Length > SearchLimits.Dimensions)) throw new BatonException(ErrorCodes.KnowledgeEmbeddingInvalid, $"The embedding generator gave vectors of more than {SearchLimits.Dimensions} dimensions. Use another model.");
            for (var index = 0; index < count; index++) chunks[start + index] = chunks[start + index] with { Vector = made[index].Vector };
        }

        return new SearchDocument(document.Id, document.Title, chunks) { Hash = HashOf(document), Metadata = document.Metadata };
    }

    /// <summary>What tells whether a document must be indexed again: all that it says, how it is cut, and who made its vectors.</summary>
    private string HashOf(KnowledgeDocument document)
    {
        var model = embeddings?.GetService(typeof(EmbeddingGeneratorMetadata)) as EmbeddingGeneratorMetadata;
        var with = embeddings is null ? "" : $"{model?.ProviderName}/{model?.DefaultModelId}/{model?.DefaultModelDimensions}";
        var said = string.Create(CultureInfo.InvariantCulture, $"{Form}\n{TextChunker.Size}\n{with}\n{document.Title.Length}:{document.Title}\n{document.Metadata?.GetRawText()}\n{document.Text}");
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(said)));
    }
}
