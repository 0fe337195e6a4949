using System.Text.Json;
using Baton.Engine.Stores;
using Baton.Graphs;

namespace Baton.Support.Orders.Records;

/// <summary>Finds customers by email, and by name with zip code. Kept in the commit that changes a customer.</summary>
internal static class CustomerIndex
{
    public static string ByEmail(string email) => $"email/{Fold(email)}";

    public static string ByName(string first, string last, string zip) => $"name/{Fold(first)}/{Fold(last)}/{Fold(zip)}";

    /// <summary>The ids that a customer is found under.</summary>
    public static IReadOnlyList<string> Keys(Customer customer) =>
        [ByEmail(customer.Email), ByName(customer.Name.FirstName, customer.Name.LastName, customer.Address.Zip)];

    /// <summary>The customers under a key, usually one.</summary>
    public static async ValueTask<IReadOnlyList<string>> FindAsync(IStore store, string tenant, string key, CancellationToken cancellationToken) =>
        await store.Records.FindAsync(tenant, RetailCollections.Index, key, cancellationToken) is { } found ? Users(found) : [];

    /// <summary>What brings the index from one form of a customer to another; null for one that was not there.</summary>
    public static async ValueTask<IReadOnlyList<RecordChange>> ChangesAsync(
        IStore store, string tenant, Customer? before, Customer after, CancellationToken cancellationToken)
    {
        var old = before is null ? [] : Keys(before);
        var now = Keys(after);
        var changes = new List<RecordChange>();
        foreach (var key in old.Except(now)) changes.Add(await ChangeAsync(key, users => [.. users.Where(user => user != after.UserId)]));
        foreach (var key in now.Except(old)) changes.Add(await ChangeAsync(key, users => [.. users.Append(after.UserId).Distinct()]));
        return changes;

        async ValueTask<RecordChange> ChangeAsync(string key, Func<IReadOnlyList<string>, string[]> change)
        {
            var present = await store.Records.FindAsync(tenant, RetailCollections.Index, key, cancellationToken);
            var users = change(present is null ? [] : Users(present));
            return new RecordChange(
                RetailCollections.Index, key, present?.Version ?? 0, users.Length == 0 ? null : JsonSerializer.SerializeToElement(users));
        }
    }

    private static string[] Users(StoredRecord record) => record.Value.Deserialize<string[]>()!;

    // Escaped, so that no name holds the separator.
    private static string Fold(string text) => Uri.EscapeDataString(text.Trim().ToLowerInvariant());
}
