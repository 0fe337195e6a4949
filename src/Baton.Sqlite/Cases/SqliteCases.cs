using System.Globalization;
using Baton.Engine.Stores;
using Baton.Sqlite.Native;
using Baton.Sqlite.Reading;

namespace Baton.Sqlite.Cases;

internal sealed class SqliteCases(ReaderPool readers) : ICaseStore
{
    public ValueTask<CaseRow?> FindAsync(string tenant, string thread, CancellationToken cancellationToken) =>
        ValueTask.FromResult(readers.Read(connection => CaseRows.Find(connection, tenant, thread)));

    public ValueTask<IReadOnlyList<CaseRow>> QueryAsync(CaseQuery query, CancellationToken cancellationToken) =>
        ValueTask.FromResult<IReadOnlyList<CaseRow>>(readers.Read(connection => Query(connection, query)));

    private static List<CaseRow> Query(Connection connection, CaseQuery query)
    {
        var filter = FilterOf(query);
        var order = query.OldestFirst ? "opened_at, thread" : "opened_at DESC, thread DESC";
        using var statement = connection.PrepareOnce(
            $"SELECT {CaseRows.Columns} FROM thread_case {filter.Where} ORDER BY {order} LIMIT {query.Limit.ToString(CultureInfo.InvariantCulture)}");
        return filter.BindTo(statement).All(CaseRows.Read);
    }

    private static Filter FilterOf(CaseQuery query)
    {
        var filter = new Filter();
        filter.Add("tenant =", query.Tenant);
        if (query.IsActive) filter.Add("status <> 4");
        if (query.Statuses is { } statuses) filter.Add($"status IN ({string.Join(", ", statuses.Select(status => (int)status))})");
        filter.Add("graph =", query.Graph);
        filter.Add("category =", query.Category);
        filter.Add("priority =", query.Priority);
        filter.Add("agent =", query.Agent);
        filter.Add("customer =", query.Customer);
        filter.Add("opened_at >=", query.Since?.ToUnixTimeMilliseconds());
        filter.Add("opened_at <", query.Until?.ToUnixTimeMilliseconds());
        if (query.After is { } after)
        {
            filter.Add($"(opened_at, thread) {(query.OldestFirst ? ">" : "<")} ({after.OpenedAt.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture)}, $)", after.Thread);
        }

        return filter;
    }
}
