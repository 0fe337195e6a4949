using System.Text.Json;
using Baton.Contracts;
using Baton.Engine.Stores;
using Baton.Graphs;
using Baton.Support.Orders.Records;

namespace Baton.Support.Orders;

/// <summary>
/// What changes came to, by their idempotency keys: kept in the commit of the change, so that a key never changes anything twice, whoever
/// brings it.
/// </summary>
internal static class Receipts
{
    /// <summary>What a key came to, or null.</summary>
    public static async ValueTask<Receipt?> FindAsync(IStore store, string tenant, string key, CancellationToken cancellationToken) =>
        (await store.Records.FindAsync(tenant, RetailCollections.Receipts, key, cancellationToken))?.Value.Deserialize<Receipt>(BatonJson.Options);

    /// <summary>Keeps what a key came to.</summary>
    public static RecordChange Change(string key, Receipt receipt) =>
        new(RetailCollections.Receipts, key, 0, JsonSerializer.SerializeToElement(receipt, BatonJson.Options));
}

/// <summary>What a change came to.</summary>
/// <param name="Action">What was asked for.</param>
/// <param name="Request">With which arguments.</param>
/// <param name="Result">What the tool said.</param>
internal sealed record Receipt(string Action, string Request, string Result)
{
    /// <summary>The first result; for another request under the same key a refusal.</summary>
    public string ResultFor(string action, string request) =>
        Action == action && Request == request ? Result : ToolTexts.Error("The idempotency key was used for another change");
}
