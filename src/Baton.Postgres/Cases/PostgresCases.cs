using System.Globalization;
using Baton.Engine.Stores;
using Baton.Postgres.Connecting;

namespace Baton.Postgres.Cases;

internal sealed class PostgresCases(Database database) : ICaseStore
{
    public async ValueTask<CaseRow?> FindAsync(string tenant, string thread, CancellationToken cancellationToken) =>
        await database.ReadAsync(session => CaseRows.FindAsync(session, tenant, thread), cancellationToken);

    public async ValueTask<IReadOnlyList<CaseRow>> QueryAsync(CaseQuery query, CancellationToken cancellationToken) =>
        await database.ReadAsync(session => QueryAsync(session, query), cancellationToken);

    private static Task<List<CaseRow>> QueryAsync(Session session, CaseQuery query)
    {
        var order = query.OldestFirst ? "opened_at, thread" : "opened_at DESC, thread DESC";
        return FilterOf(query).Prepare(
            session,
            where => $"SELECT {CaseRows.Columns} FROM thread_case {where} ORDER BY {order} LIMIT {query.Limit.ToString(CultureInfo.InvariantCulture)}")
            .AllAsync(CaseRows.Read);
    }

    private static Filter FilterOf(CaseQuery query)
    {
        var filter = new Filter();
        filter.Add("tenant =", query.Tenant);
        if (query.IsActive) filter.Add("status <> 4");
        if (query.Statuses is { } statuses) filter.AddAny("status", [.. statuses.Select(status => (long)status)]);
        filter.Add("graph =", query.Graph);
        filter.Add("category =", query.Category);
        filter.Add("priority =", query.Priority);
        filter.Add("agent =", query.Agent);
        filter.Add("customer =", query.Customer);
        filter.Add("opened_at >=", query.Since?.ToUnixTimeMilliseconds());
        filter.Add("opened_at <", query.Until?.ToUnixTimeMilliseconds());
        if (query.After is { } after)
        {
            filter.Add($"(opened_at, thread) {(query.OldestFirst ? ">" : "<")} ({after.OpenedAt.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture)}, ?)", after.Thread);
        }

        return filter;
    }
}
