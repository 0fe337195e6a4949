using System.Text.Json;
using Baton.Engine.Stores;
using Baton.Errors;
using Baton.Graphs;
using Baton.Support.Orders.Records;

namespace Baton.Support.Orders.Import;

/// <summary>
/// Writes a shop's data into the store's records, in batches that are each whole. What is there already stays as it is: a second import, or one
/// that goes on after a crash, changes nothing that was written, nor what the desk has changed since.
/// </summary>
/// <remarks>Safe for concurrent use.</remarks>
internal sealed class RetailImport(IStore store, string tenant)
{
    private const int Batch = 200;
    private const int MostTries = 5;

    /// <summary>Imports a folder.</summary>
    /// <param name="folder">What was read and checked.</param>
    /// <param name="replace">True to take the folder's form of what is there in another.</param>
    /// <param name="cancellationToken">Stops between batches.</param>
    public async Task<ImportCounts> RunAsync(RetailFolder folder, bool replace, CancellationToken cancellationToken)
    {
        var products = await WriteAsync(RetailCollections.Products, folder.Products, replace, cancellationToken);
        var users = await WriteAsync(RetailCollections.Users, folder.Users, replace, cancellationToken);
        var orders = await WriteAsync(RetailCollections.Orders, folder.Orders, replace, cancellationToken);
        await IndexAsync(folder.Users.Keys, cancellationToken);
        return new ImportCounts(products, users, orders);
    }

    private async Task<ImportCount> WriteAsync<T>(string collection, IReadOnlyDictionary<string, T> records, bool replace, CancellationToken cancellationToken)
    {
        var count = new ImportCount(0, 0, 0, 0);
        foreach (var batch in records.Chunk(Batch))
        {
            count += await TryAsync(() => WriteAsync(collection, batch, replace, cancellationToken));
        }

        return count;
    }

    private async Task<ImportCount?> WriteAsync<T>(string collection, KeyValuePair<string, T>[] batch, bool replace, CancellationToken cancellationToken)
    {
        var count = new ImportCount(0, 0, 0, 0);
        var changes = new List<RecordChange>();
        foreach (var (id, record) in batch)
        {
            var value = RetailJson.Element(record);
            var present = await store.Records.FindAsync(tenant, collection, id, cancellationToken);
            count += present is null ? ImportCount.OneAdded
                : JsonElement.DeepEquals(present.Value, value) ? ImportCount.OneUnchanged
                : replace ? ImportCount.OneReplaced : ImportCount.OneKept;
            if (present is null || (replace && !JsonElement.DeepEquals(present.Value, value))) changes.Add(new RecordChange(collection, id, present?.Version ?? 0, value));
        }

        return changes.Count == 0 || await store.Records.ApplyAsync(tenant, changes, cancellationToken) ? count : null;
    }

    // From the customers as they are in the store: one that the desk has changed is found as it is now.
    private async Task IndexAsync(IEnumerable<string> users, CancellationToken cancellationToken)
    {
        var wanted = new Dictionary<string, List<string>>(StringComparer.Ordinal);
        foreach (var user in users)
        {
            var stored = await store.Records.FindAsync(tenant, RetailCollections.Users, user, cancellationToken);
            foreach (var key in stored is null ? [] : CustomerIndex.Keys(RetailJson.Read<Customer>(stored.Value)))
            {
                if (!wanted.TryGetValue(key, out var found)) wanted[key] = found = [];
                found.Add(user);
            }
        }

        foreach (var batch in wanted.Chunk(Batch)) await TryAsync(() => IndexAsync(batch, cancellationToken));
    }

    private async Task<ImportCount?> IndexAsync(KeyValuePair<string, List<string>>[] batch, CancellationToken cancellationToken)
    {
        var changes = new List<RecordChange>();
        foreach (var (key, users) in batch)
        {
            var present = await store.Records.FindAsync(tenant, RetailCollections.Index, key, cancellationToken);
            var known = present?.Value.Deserialize<string[]>() ?? [];
            string[] all = [.. known.Union(users)];
            if (all.Length > known.Length) changes.Add(new RecordChange(RetailCollections.Index, key, present?.Version ?? 0, JsonSerializer.SerializeToElement(all)));
        }

        return changes.Count == 0 || await store.Records.ApplyAsync(tenant, changes, cancellationToken) ? new ImportCount(0, 0, 0, 0) : null;
    }

    private static async Task<ImportCount> TryAsync(Func<Task<ImportCount?>> write)
    {
        for (var attempt = 1; attempt <= MostTries; attempt++)
        {
            if (await write() is { } count) return count;
        }

        throw new BatonException(ErrorCodes.RetailImportDisturbed, "Records were changed by others while they were imported. Import again: what is there already stays.");
    }
}
