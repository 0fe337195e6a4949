using System.Globalization;
using Baton.Engine.Stores;
using Baton.Sqlite.Native;
using Baton.Sqlite.Reading;
using Baton.Sqlite.Writing;

namespace Baton.Sqlite.Cases;

internal sealed class SqliteCases(Writer writer, ReaderPool readers) : ICaseStore
{
    public ValueTask<CaseRow?> FindAsync(string tenant, string thread, CancellationToken cancellationToken) =>
        ValueTask.FromResult(readers.Read(connection => CaseRows.Find(connection, tenant, thread)));

    public ValueTask<IReadOnlyList<CaseRow>> QueryAsync(CaseQuery query, CancellationToken cancellationToken) =>
        ValueTask.FromResult<IReadOnlyList<CaseRow>>(readers.Read(connection => Query(connection, query)));

    public ValueTask<string?> ThreadOfAsync(string tenant, Guid run, CancellationToken cancellationToken) =>
        ValueTask.FromResult(readers.Read(connection => connection.Prepare(
            """
            SELECT c.thread FROM case_run r JOIN thread_case c ON c.tenant = r.tenant AND c.thread = r.thread
            WHERE r.tenant = ?1 AND r.run = ?2 AND c.is_gone = 0
            """)
            .Bind(1, tenant).Bind(2, run).First(row => row.Text(0))));

    public async ValueTask<int> FoldAsync(int limit, CancellationToken cancellationToken) =>
        await writer.RunAsync(session => CaseCounts.Fold(session, limit), cancellationToken);

    public ValueTask<CaseTallies> TalliesAsync(CaseTallyQuery query, CancellationToken cancellationToken) =>
        ValueTask.FromResult(readers.Read(connection => CaseCounts.Tallies(connection, query)));

    public async ValueTask<int> PruneAsync(TimeSpan olderThan, int limit, CancellationToken cancellationToken) =>
        await writer.RunAsync(session => CaseCounts.Prune(session, session.Now - (long)olderThan.TotalMilliseconds, limit), cancellationToken);

    public async ValueTask<IReadOnlyList<string>> EraseAsync(string tenant, string customer, CancellationToken cancellationToken) =>
        await writer.RunAsync(session => Erase(session, tenant, customer), cancellationToken);

    private static List<string> Erase(WriteSession session, string tenant, string customer)
    {
        var threads = session.Prepare("SELECT thread FROM thread_case WHERE tenant = ?1 AND customer = ?2 ORDER BY thread").Bind(1, tenant).Bind(2, customer).All(row => row.Text(0));
        session.Prepare("UPDATE thread_case SET customer = NULL, reason = NULL, summary = NULL WHERE tenant = ?1 AND customer = ?2").Bind(1, tenant).Bind(2, customer).Execute();
        return threads;
    }

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
        filter.Add("is_gone = 0");
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
