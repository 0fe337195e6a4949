using Baton.Engine.Stores.Transfer;
using Baton.Graphs;

namespace Baton.Engine.Stores.InMemory;

internal sealed class InMemoryCases(InMemoryState state) : ICaseStore
{
    private readonly Dictionary<(string Tenant, string Thread), CaseRow> rows = [];

    public ValueTask<CaseRow?> FindAsync(string tenant, string thread, CancellationToken cancellationToken)
    {
        lock (state.Gate)
        {
            return ValueTask.FromResult(rows.GetValueOrDefault((tenant, thread)));
        }
    }

    public ValueTask<IReadOnlyList<CaseRow>> QueryAsync(CaseQuery query, CancellationToken cancellationToken)
    {
        lock (state.Gate)
        {
            var order = Comparer<CaseCursor>.Create(Compare);
            var sorted = query.OldestFirst ? rows.Values.OrderBy(CaseCursor.Of, order) : rows.Values.OrderByDescending(CaseCursor.Of, order);
            return ValueTask.FromResult<IReadOnlyList<CaseRow>>([.. sorted.Where(row => Fits(row, query)).Take(query.Limit)]);
        }
    }

    /// <summary>Writes what an append changes, where its run is the one that its thread is about. The caller holds the gate.</summary>
    public void Apply(StoredRun run, IReadOnlyList<CaseChange> changes)
    {
        if (state.ThreadOf(run)?.Active == run) Apply(changes);
    }

    public void Apply(IReadOnlyList<CaseChange> changes)
    {
        foreach (var change in changes)
        {
            if (change.Facts is null) Remove(change.Tenant, change.Thread);
            else rows[(change.Tenant, change.Thread)] = CaseRow.After(rows.GetValueOrDefault((change.Tenant, change.Thread)), change);
        }
    }

    public IEnumerable<CaseItem> Items() =>
        rows.Values.OrderBy(row => row.Tenant, StringComparer.Ordinal).ThenBy(row => row.Thread, StringComparer.Ordinal).Select(row => new CaseItem(row));

    public void Import(CaseItem item) => rows.Add((item.Case.Tenant, item.Case.Thread), item.Case);

    public void Remove(string tenant, string thread) => rows.Remove((tenant, thread));

    private static bool Fits(CaseRow row, CaseQuery query) =>
        row.Tenant == query.Tenant
        && (!query.IsActive || row.Facts.Status != CaseStatus.Resolved)
        && (query.Statuses is null || query.Statuses.Contains(row.Facts.Status))
        && Is(query.Graph, row.Graph) && Is(query.Category, row.Facts.Category) && Is(query.Priority, row.Facts.Priority)
        && Is(query.Agent, row.Facts.Agent) && Is(query.Customer, row.Facts.Customer)
        && !(row.OpenedAt < query.Since) && !(row.OpenedAt >= query.Until)
        && (query.After is not { } after || (query.OldestFirst ? Compare(CaseCursor.Of(row), after) > 0 : Compare(CaseCursor.Of(row), after) < 0));

    private static bool Is(string? wish, string? value) => wish is null || wish == value;

    private static int Compare(CaseCursor one, CaseCursor other) =>
        one.OpenedAt.CompareTo(other.OpenedAt) is var times and not 0 ? times : string.CompareOrdinal(one.Thread, other.Thread);
}
