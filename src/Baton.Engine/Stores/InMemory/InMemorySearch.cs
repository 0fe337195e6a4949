using Baton.Engine.Stores.Search;
using Baton.Engine.Stores.Transfer;

namespace Baton.Engine.Stores.InMemory;

/// <summary>The reference: looks at every chunk of a collection.</summary>
internal sealed class InMemorySearch(InMemoryState state) : ISearchStore
{
    private readonly SortedDictionary<(string Tenant, string Name), IndexedCollection> collections =
        new(Comparer<(string, string)>.Create((left, right) => string.CompareOrdinal(left.Item1, right.Item1) is var first and not 0 ? first : string.CompareOrdinal(left.Item2, right.Item2)));

    public ValueTask PutAsync(string tenant, string collection, IReadOnlyList<SearchDocument> documents, CancellationToken cancellationToken)
    {
        SearchLimits.Check(collection, documents);
        lock (state.Gate)
        {
            foreach (var document in documents)
            {
                Put(tenant, collection, document, state.Now());
            }
        }

        return ValueTask.CompletedTask;
    }

    public ValueTask<int> RemoveAsync(string tenant, string collection, IReadOnlyCollection<string> ids, CancellationToken cancellationToken)
    {
        lock (state.Gate)
        {
            if (!collections.TryGetValue((tenant, collection), out var found))
            {
                return ValueTask.FromResult(0);
            }

            var removed = ids.Count(found.Documents.Remove);
            found.UpdatedAt = removed > 0 ? state.Now() : found.UpdatedAt;
            if (found.Documents.Count == 0)
            {
                collections.Remove((tenant, collection));
            }

            return ValueTask.FromResult(removed);
        }
    }

    public ValueTask<bool> DropAsync(string tenant, string collection, CancellationToken cancellationToken)
    {
        lock (state.Gate)
        {
            return ValueTask.FromResult(collections.Remove((tenant, collection)));
        }
    }

    public ValueTask<IReadOnlyList<SearchCollection>> CollectionsAsync(string tenant, CancellationToken cancellationToken)
    {
        lock (state.Gate)
        {
            return ValueTask.FromResult<IReadOnlyList<SearchCollection>>(
                [.. collections.Where(pair => pair.Key.Tenant == tenant).Select(pair => new SearchCollection(
                    pair.Key.Name, pair.Value.Documents.Count, pair.Value.Documents.Values.Sum(document => document.Document.Chunks.Count), pair.Value.UpdatedAt))]);
        }
    }

    public ValueTask<IReadOnlyList<SearchDocumentRow>> DocumentsAsync(
        string tenant, string collection, string after, int limit, CancellationToken cancellationToken)
    {
        lock (state.Gate)
        {
            var rows = Documents(tenant, collection)
                .Where(indexed => string.CompareOrdinal(indexed.Document.Id, after) > 0).Take(limit)
                .Select(indexed => new SearchDocumentRow(
                    indexed.Document.Id, indexed.Document.Title, indexed.Document.Hash, indexed.Document.Chunks.Count, indexed.UpdatedAt));
            return ValueTask.FromResult<IReadOnlyList<SearchDocumentRow>>([.. rows]);
        }
    }

    public ValueTask<IReadOnlyDictionary<string, string>> HashesAsync(
        string tenant, string collection, IReadOnlyCollection<string> ids, CancellationToken cancellationToken)
    {
        lock (state.Gate)
        {
            var wanted = ids.ToHashSet(StringComparer.Ordinal);
            return ValueTask.FromResult<IReadOnlyDictionary<string, string>>(Documents(tenant, collection)
                .Where(indexed => wanted.Contains(indexed.Document.Id))
                .ToDictionary(indexed => indexed.Document.Id, indexed => indexed.Document.Hash, StringComparer.Ordinal));
        }
    }

    public ValueTask<IReadOnlyList<SearchHit>> FindAsync(SearchQuery query, CancellationToken cancellationToken)
    {
        var passages = QueryWords.Passages(query.Text);
        lock (state.Gate)
        {
            return ValueTask.FromResult(BestHits.Of(query.Collections.SelectMany(name => Find(query.Tenant, name, passages)), query.Limit));
        }
    }

    public ValueTask<IReadOnlyList<SearchHit>> NearestAsync(NearestQuery query, CancellationToken cancellationToken)
    {
        lock (state.Gate)
        {
            var hits =
                from name in query.Collections
                from indexed in Documents(query.Tenant, name)
                from chunk in indexed.Document.Chunks.Select((chunk, index) => (chunk.Vector, Number: index + 1))
                where chunk.Vector.Length == query.Vector.Length && chunk.Vector.Length > 0
                select indexed.Hit(name, chunk.Number, Vectors.Cosine(query.Vector.Span, chunk.Vector.Span));
            return ValueTask.FromResult(BestHits.Of(hits, query.Limit));
        }
    }

    public IEnumerable<DocumentItem> Items() =>
        collections.SelectMany(pair => pair.Value.Documents.Values.Select(indexed => new DocumentItem(pair.Key.Tenant, pair.Key.Name, indexed.Document, indexed.UpdatedAt)));

    public void Import(DocumentItem item) => Put(item.Tenant, item.Collection, item.Document, item.UpdatedAt);

    private void Put(string tenant, string collection, SearchDocument document, DateTimeOffset at)
    {
        if (!collections.TryGetValue((tenant, collection), out var found))
        {
            collections.Add((tenant, collection), found = new());
        }

        found.Documents[document.Id] = new(document with { Metadata = StoreJson.Own(document.Metadata) }, ChunkWords.Of(document), at);
        found.UpdatedAt = at;
    }

    private IReadOnlyCollection<IndexedDocument> Documents(string tenant, string collection) =>
        collections.TryGetValue((tenant, collection), out var found) ? found.Documents.Values : Array.Empty<IndexedDocument>();

    private IEnumerable<SearchHit> Find(string tenant, string collection, IReadOnlyList<IReadOnlyList<string>> passages)
    {
        var chunks = Documents(tenant, collection)
            .SelectMany(document => document.Words.Select((words, index) => (Document: document, Number: index + 1, Words: words))).ToList();
        var average = chunks.Count == 0 ? 1 : chunks.Average(chunk => chunk.Words.Length);
        var wanted = passages.SelectMany(words => words).ToHashSet(StringComparer.Ordinal);
        var with = chunks.SelectMany(chunk => chunk.Words.Different.Where(wanted.Contains)).CountBy(word => word, StringComparer.Ordinal)
            .ToDictionary(pair => pair.Key, pair => (long)pair.Value, StringComparer.Ordinal);
        var squares = new double[chunks.Count];
        foreach (var passage in QueryWords.Choose(passages, with))
        {
            foreach (var (score, index) in chunks.Select((chunk, index) => (Score: passage.Sum(word => Added(chunk.Words, word)), Index: index))
                .Where(scored => scored.Score > 0).OrderByDescending(scored => scored.Score).Take(SearchLimits.PassageHits))
            {
                squares[index] += score * score;
            }
        }

        return chunks.Select((chunk, index) => chunk.Document.Hit(collection, chunk.Number, Math.Sqrt(squares[index]))).Where(hit => hit.Score > 0);

        double Added(ChunkWords words, string word)
        {
            var times = (Bm25.TitleWeight * words.Title.Count(title => title == word)) + words.Text.Count(text => text == word);
            return times == 0 ? 0 : Bm25.Score(Bm25.Weight(chunks.Count, with[word]), times, words.Length, average);
        }
    }

    private sealed class IndexedCollection
    {
        public SortedDictionary<string, IndexedDocument> Documents { get; } = new(StringComparer.Ordinal);

        public DateTimeOffset UpdatedAt { get; set; }
    }

    private sealed record IndexedDocument(SearchDocument Document, IReadOnlyList<ChunkWords> Words, DateTimeOffset UpdatedAt)
    {
        public SearchHit Hit(string collection, int chunk, double score) =>
            new(collection, Document.Id, chunk, Document.Title, Document.Chunks[chunk - 1].Text, score) { Metadata = Document.Metadata };
    }
}
