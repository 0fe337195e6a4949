using System.Text.Json;
using Baton.Engine.Stores;
using Baton.Postgres.Connecting;
using Baton.Postgres.Costs;
using Npgsql;

namespace Baton.Postgres.Cases;

/// <summary>Counts cases into the tallies of their days.</summary>
internal static class CaseCounts
{
    private const long DayLength = 86_400_000;

    // After the columns of a case.
    private const string Counted = "is_gone, nano_usd, counted";

    // One server at a time counts; a case that is being changed is left for later.
    private const string Due =
        $"""
        SELECT {CaseRows.Columns}, {Counted} FROM thread_case c
        WHERE is_dirty AND (updated_at < clock() - 600000 OR NOT EXISTS (
          SELECT FROM thread t JOIN run r ON r.key = t.active WHERE t.tenant = c.tenant AND t.id = c.thread AND r.status < 2))
        LIMIT $1 FOR UPDATE SKIP LOCKED
        """;

    // What a run costs is what it and its child runs do. It only grows: accounts of old days forget their runs.
    private const string Runs =
        """
        WITH RECURSIVE w AS (SELECT * FROM unnest($1, $2) AS t(tenant, thread)),
        tree(tenant, thread, root, id) AS (
          SELECT w.tenant, w.thread, r.id, r.id FROM w JOIN run r ON r.tenant = w.tenant AND r.thread = w.thread
          UNION ALL SELECT t.tenant, t.thread, t.root, r.id FROM tree t JOIN run r ON r.parent = t.id)
        INSERT INTO case_run(tenant, run, thread, nano_usd)
        SELECT t.tenant, t.root, t.thread, coalesce(sum(c.nano_usd), 0)::bigint
        FROM tree t LEFT JOIN cost c ON c.tenant = t.tenant AND c.run = t.id AND c.number > 0 GROUP BY t.tenant, t.root, t.thread
        ON CONFLICT (tenant, run) DO UPDATE SET nano_usd = greatest(case_run.nano_usd, excluded.nano_usd), thread = excluded.thread
        """;

    public static async Task<int> FoldAsync(Session session, int limit)
    {
        if (!await session.Prepare("SELECT pg_try_advisory_xact_lock(hashtextextended('baton.cases.' || current_schema(), 0))").FirstAsync(row => row.Bool(0)))
        {
            return 0;
        }

        var due = await session.Prepare(Due).Bind((long)limit).AllAsync(row => (Case: CaseRows.Read(row), IsGone: row.Bool(19), Counted: Read(row, 21)));
        if (due.Count == 0) return 0;
        var changes = new CaseTallyChanges();
        await ForgetAsync(session, [.. due.Where(item => item.IsGone).Select(item => item.Case)]);
        foreach (var item in due.Where(item => item.IsGone)) changes.Replace(item.Case.Tenant, item.Counted, null);
        var costs = await CostsAsync(session, [.. due.Where(item => !item.IsGone).Select(item => item.Case)]);
        var counts = due.Where(item => !item.IsGone)
            .Select(item => (item.Case, item.Counted, Count: CaseCount.Of(item.Case, costs.GetValueOrDefault((item.Case.Tenant, item.Case.Thread))))).ToList();
        foreach (var (row, before, count) in counts) changes.Replace(row.Tenant, before, count);
        await session.Prepare(
            """
            UPDATE thread_case c SET is_dirty = false, nano_usd = t.nano_usd, counted = t.counted
            FROM unnest($1, $2, $3, $4) AS t(tenant, thread, nano_usd, counted) WHERE c.tenant = t.tenant AND c.thread = t.thread
            """)
            .Bind([.. counts.Select(item => item.Case.Tenant)]).Bind([.. counts.Select(item => item.Case.Thread)])
            .Bind([.. counts.Select(item => item.Count.NanoUsd)]).Bind([.. counts.Select(item => Write(item.Count))]).ExecuteAsync();
        foreach (var (key, change) in changes.All) await AddAsync(session, key, change);
        return due.Count;
    }

    /// <summary>One statement: what is being counted is either in the tallies or among the rest, never in both.</summary>
    public static async Task<CaseTallies> TalliesAsync(Session session, CaseTallyQuery query)
    {
        var graph = query.Graph is null ? "" : " AND graph = $5";
        var sum = new CaseTallies();
        var statement = session.Prepare(
            $"""
            SELECT {CaseRows.Columns}, {Counted}, -1::smallint, NULL::text FROM thread_case
            WHERE tenant = $1 AND is_dirty AND opened_at >= $2 * {DayLength} AND opened_at < $4{graph}
            UNION ALL SELECT {string.Concat(Enumerable.Repeat("NULL, ", 21))}tally, dimension, name FROM case_tally
            WHERE tenant = $1 AND day BETWEEN $2 AND $3{graph}
            """)
            .Bind(query.Tenant).Bind(CostRows.Number(query.From)).Bind(CostRows.Number(query.To)).Bind((CostRows.Number(query.To) + 1) * DayLength);
        if (query.Graph is { } wish) statement.Bind(wish);
        await statement.EachAsync(row =>
        {
            if (row.GetInt16(22) >= 0) sum.Add((CaseDimension)row.GetInt16(22), row.Text(23), row.Blob(21));
            else sum.Replace(Read(row, 21), row.Bool(19) ? null : CaseCount.Of(CaseRows.Read(row), row.Long(20)));
            return true;
        });
        return sum;
    }

    public static async Task<int> PruneAsync(Session session, long olderThan, int limit)
    {
        var going = await session.Prepare(
            $"""
            SELECT {CaseRows.Columns} FROM thread_case c WHERE updated_at < clock() - $1 AND NOT is_dirty
              AND NOT EXISTS (SELECT FROM thread t WHERE t.tenant = c.tenant AND t.id = c.thread) ORDER BY updated_at LIMIT $2 FOR UPDATE SKIP LOCKED
            """)
            .Bind(olderThan).Bind((long)limit).AllAsync(CaseRows.Read);
        await ForgetAsync(session, going);
        return going.Count;
    }

    public static CaseCount? Read(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : JsonSerializer.Deserialize<CaseCount>(row.Blob(column), StoreJson.Options);

    public static byte[] Write(CaseCount count) => JsonSerializer.SerializeToUtf8Bytes(count, StoreJson.Options);

    public static Task<int> PutAsync(Session session, CaseTallyKey key, ReadOnlyMemory<byte> tally) =>
        session.Prepare(
            """
            INSERT INTO case_tally(tenant, day, graph, dimension, name, tally) VALUES($1, $2, $3, $4, $5, $6)
            ON CONFLICT(tenant, day, graph, dimension, name) DO UPDATE SET tally = excluded.tally
            """)
            .Bind(key.Tenant).Bind(CostRows.Number(key.Day)).Bind(key.Graph).Bind((long)key.Dimension).Bind(key.Name).Bind(tally).ExecuteAsync();

    private static async Task<Dictionary<(string Tenant, string Thread), long>> CostsAsync(Session session, List<CaseRow> rows)
    {
        List<string> tenants = [.. rows.Select(row => row.Tenant)], threads = [.. rows.Select(row => row.Thread)];
        await session.Prepare(Runs).Bind(tenants).Bind(threads).ExecuteAsync();
        var sums = await session.Prepare(
            """
            SELECT t.tenant, t.thread, sum(r.nano_usd)::bigint FROM unnest($1, $2) AS t(tenant, thread)
            JOIN case_run r ON r.tenant = t.tenant AND r.thread = t.thread GROUP BY t.tenant, t.thread
            """)
            .Bind(tenants).Bind(threads).AllAsync(row => (Place: (row.Text(0), row.Text(1)), Cost: row.Long(2)));
        return sums.ToDictionary(sum => sum.Place, sum => sum.Cost);
    }

    private static async Task ForgetAsync(Session session, List<CaseRow> rows)
    {
        if (rows.Count == 0) return;
        await session.Prepare(Deletion("case_run")).Bind([.. rows.Select(row => row.Tenant)]).Bind([.. rows.Select(row => row.Thread)]).ExecuteAsync();
        await session.Prepare(Deletion("thread_case")).Bind([.. rows.Select(row => row.Tenant)]).Bind([.. rows.Select(row => row.Thread)]).ExecuteAsync();
    }

    private static string Deletion(string table) =>
        $"DELETE FROM {table} c USING unnest($1, $2) AS t(tenant, thread) WHERE c.tenant = t.tenant AND c.thread = t.thread";

    private static async Task AddAsync(Session session, CaseTallyKey key, CaseTally change)
    {
        var present = await session.Prepare("SELECT tally FROM case_tally WHERE tenant = $1 AND day = $2 AND graph = $3 AND dimension = $4 AND name = $5")
            .Bind(key.Tenant).Bind(CostRows.Number(key.Day)).Bind(key.Graph).Bind((long)key.Dimension).Bind(key.Name).FirstAsync(row => row.Blob(0));
        if (present is not null) change.Add(present);
        await PutAsync(session, key, change.ToBytes());
    }
}
