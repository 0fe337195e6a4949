using Baton.Engine.Stores.Transfer;
using Baton.Graphs;

namespace Baton.Engine.Stores.InMemory;

internal sealed class InMemoryRecords(InMemoryState state) : IRecordStore
{
    private readonly Dictionary<(string Tenant, string Collection, string Id), StoredRecord> records = [];

    public ValueTask<StoredRecord?> FindAsync(string tenant, string collection, string id, CancellationToken cancellationToken)
    {
        lock (state.Gate)
        {
            return ValueTask.FromResult(records.GetValueOrDefault((tenant, collection, id)));
        }
    }

    public ValueTask<bool> ApplyAsync(string tenant, IReadOnlyList<RecordChange> changes, CancellationToken cancellationToken)
    {
        lock (state.Gate)
        {
            return ValueTask.FromResult(TryApply(tenant, changes));
        }
    }

    public ValueTask<IReadOnlyList<StoredRecord>> QueryAsync(
        string tenant, string collection, string prefix, int offset, int limit, CancellationToken cancellationToken)
    {
        lock (state.Gate)
        {
            var found = records
                .Where(pair => pair.Key.Tenant == tenant && pair.Key.Collection == collection && pair.Key.Id.StartsWith(prefix, StringComparison.Ordinal))
                .OrderBy(pair => pair.Key.Id, StringComparer.Ordinal)
                .Select(pair => pair.Value);
            return ValueTask.FromResult<IReadOnlyList<StoredRecord>>([.. found.Skip(offset).Take(limit)]);
        }
    }

    public ValueTask<int> PruneAsync(string collection, TimeSpan olderThan, int limit, CancellationToken cancellationToken)
    {
        lock (state.Gate)
        {
            var before = state.Now() - olderThan;
            var old = records
                .Where(pair => pair.Key.Collection == collection && pair.Value.UpdatedAt < before)
                .OrderBy(pair => pair.Value.UpdatedAt).ThenBy(pair => pair.Key.Tenant, StringComparer.Ordinal).ThenBy(pair => pair.Key.Id, StringComparer.Ordinal)
                .Take(limit).Select(pair => pair.Key).ToList();
            old.ForEach(key => records.Remove(key));
            return ValueTask.FromResult(old.Count);
        }
    }

    /// <summary>Checks every version against what is there before the first change, then writes all. The caller holds the gate.</summary>
    public bool TryApply(string tenant, IReadOnlyList<RecordChange> changes)
    {
        if (changes.Any(change => change.ExpectedVersion is { } expected && expected != VersionOf(tenant, change)))
        {
            return false;
        }

        foreach (var change in changes)
        {
            Write((tenant, change.Collection, change.Id), change);
        }

        return true;
    }

    public IEnumerable<RecordItem> Items() =>
        records
            .OrderBy(pair => pair.Key.Tenant, StringComparer.Ordinal)
            .ThenBy(pair => pair.Key.Collection, StringComparer.Ordinal)
            .ThenBy(pair => pair.Key.Id, StringComparer.Ordinal)
            .Select(pair => new RecordItem(pair.Key.Tenant, pair.Key.Collection, pair.Value));

    public void Import(RecordItem item) => records.Add((item.Tenant, item.Collection, item.Record.Id), item.Record);

    private long VersionOf(string tenant, RecordChange change) =>
        records.GetValueOrDefault((tenant, change.Collection, change.Id))?.Version ?? 0;

    private void Write((string Tenant, string Collection, string Id) key, RecordChange change)
    {
        if (change.Value is not { } value)
        {
            records.Remove(key);
            return;
        }

        var present = records.GetValueOrDefault(key);
        var now = state.Now();
        records[key] = new(change.Id, (present?.Version ?? 0) + 1, value.Clone(), present?.CreatedAt ?? now, now);
    }
}
