using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Baton.Engine.Stores;
using Baton.Graphs;
using Baton.Support.Orders.Records;

namespace Baton.Support.Orders.Evaluation;

/// <summary>The shop's records at one moment, by collection and id.</summary>
internal sealed class RetailState
{
    private const int Page = 1_000;
    private static readonly (string Name, string Collection)[] Collections =
        [("orders", RetailCollections.Orders), ("products", RetailCollections.Products), ("users", RetailCollections.Users)];

    private readonly Dictionary<string, Dictionary<string, JsonElement>> _records;
    private readonly Dictionary<string, string> _canonical = new(StringComparer.Ordinal);

    private RetailState(Dictionary<string, Dictionary<string, JsonElement>> records) => _records = records;

    /// <summary>The records as a file has them.</summary>
    public static RetailState Of(JsonElement root) => new(Collections.ToDictionary(
        collection => collection.Name,
        collection => root.GetProperty(collection.Name).EnumerateObject().ToDictionary(record => record.Name, record => record.Value.Clone(), StringComparer.Ordinal)));

    /// <summary>The records as a store has them.</summary>
    public static async Task<RetailState> ReadAsync(IStore store, string tenant, CancellationToken cancellationToken)
    {
        var records = new Dictionary<string, Dictionary<string, JsonElement>>();
        foreach (var (name, collection) in Collections)
        {
            var found = records[name] = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
            while (await store.Records.QueryAsync(tenant, collection, "", found.Count, Page, cancellationToken) is { Count: > 0 } page)
            {
                foreach (var record in page) found[record.Id] = record.Value;
            }
        }

        return new RetailState(records);
    }

    /// <summary>The records as a store has them; they are removed there, as nobody needs them any more.</summary>
    public static async Task<RetailState> TakeAsync(IStore store, string tenant, CancellationToken cancellationToken)
    {
        var state = await ReadAsync(store, tenant, cancellationToken);
        foreach (var (name, collection) in Collections)
        {
            foreach (var ids in state._records[name].Keys.Chunk(Page))
            {
                await store.Records.ApplyAsync(tenant, [.. ids.Select(id => new RecordChange(collection, id, null, null))], cancellationToken);
            }
        }

        return state;
    }

    /// <summary>A record, or null.</summary>
    public JsonElement? Find(string collection, string id) =>
        _records.TryGetValue(collection, out var records) && records.TryGetValue(id, out var record) ? record : null;

    /// <summary>The leaves that differ in a later state, amounts to the cent.</summary>
    public IReadOnlyList<LeafChange> ChangesTo(RetailState later)
    {
        var changes = new List<LeafChange>();
        foreach (var (name, _) in Collections)
        {
            foreach (var id in _records[name].Keys.Union(later._records[name].Keys).Order(StringComparer.Ordinal))
            {
                changes.AddRange(Leaves.Differences(Find(name, id), later.Find(name, id)).Select(leaf => new LeafChange(name, id, leaf.Path, leaf.Before, leaf.After)));
            }
        }

        return changes;
    }

    /// <summary>The hash of the canonical JSON of everything.</summary>
    /// <param name="beginning">A state that it shares most records with.</param>
    public string Sha256(RetailState beginning)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var first = '{';
        foreach (var (name, _) in Collections)
        {
            Append($"{first}\"{name}\":");
            first = ',';
            var between = '{';
            foreach (var (id, record) in _records[name].OrderBy(pair => pair.Key, StringComparer.Ordinal))
            {
                Append($"{between}{CanonicalJson.Text(id)}:");
                Append(beginning.Canonical(name, id, record));
                between = ',';
            }

            Append(between == '{' ? "{}" : "}");
        }

        Append("}");
        return Convert.ToHexStringLower(hash.GetHashAndReset());

        void Append(string text) => hash.AppendData(Encoding.UTF8.GetBytes(text));
    }

    // Most records are the same in every end state: their text is made once.
    private string Canonical(string collection, string id, JsonElement record)
    {
        if (Find(collection, id) is not { } known || !JsonElement.DeepEquals(known, record)) return CanonicalJson.Text(record);
        lock (_canonical)
        {
            if (!_canonical.TryGetValue($"{collection}/{id}", out var text)) _canonical[$"{collection}/{id}"] = text = CanonicalJson.Text(record);
            return text;
        }
    }
}
