namespace Baton.Engine.Stores.Transfer;

/// <summary>Takes a store's content out and puts it into another store. Used through <see cref="StoreTransfer"/>.</summary>
/// <remarks>Safe for concurrent use. An export shows the store at one moment; an import is for a store that nobody uses yet.</remarks>
public interface ITransferStore
{
    /// <summary>Everything, in an order in which it can be imported: counters, each run followed by its entries, threads, records, messages, accounts, budgets, documents.</summary>
    IAsyncEnumerable<StoreItem> ExportAsync(CancellationToken cancellationToken);

    /// <summary>Writes items as they are, all or none of them. A run that a server executed becomes pending.</summary>
    ValueTask ImportAsync(IReadOnlyList<StoreItem> items, CancellationToken cancellationToken);
}
