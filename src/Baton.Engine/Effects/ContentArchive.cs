using System.Collections.Concurrent;
using System.Text.Json;
using Baton.Engine.Journal;
using Baton.Engine.Stores;
using Baton.Graphs;

namespace Baton.Engine.Effects;

/// <summary>
/// What visits were pinned to, kept by the hash of its content: written once, by whoever uses it first, and never changed. Journals name
/// it, so it stays as long as they may.
/// </summary>
/// <remarks>Safe for concurrent use.</remarks>
internal sealed class ContentArchive(IStore store, bool isReadOnly = false)
{
    private const string Collection = "pinned";
    private const int MaxKnown = 10_000;
    private readonly ConcurrentDictionary<(string Tenant, string Hash), bool> _kept = new();

    /// <summary>The same archive for somebody who must not write.</summary>
    public ContentArchive ReadOnly() => new(store, isReadOnly: true);

    /// <summary>Keeps a value; costs nothing from the second time on.</summary>
    public async ValueTask KeepAsync<T>(string tenant, Pinned<T> pinned)
    {
        if (isReadOnly || _kept.ContainsKey((tenant, pinned.Hash))) return;

        // Refused where it is there already: then it has the same content.
        await store.Records.ApplyAsync(tenant, [new RecordChange(Collection, pinned.Hash, 0, JsonBytes.From(pinned.Value))], CancellationToken.None);
        if (_kept.Count >= MaxKnown) _kept.Clear();
        _kept[(tenant, pinned.Hash)] = true;
    }

    /// <summary>What has this hash, or null.</summary>
    public async ValueTask<JsonElement?> FindAsync(string tenant, string hash) =>
        (await store.Records.FindAsync(tenant, Collection, hash, CancellationToken.None))?.Value;
}
