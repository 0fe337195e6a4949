using System.Text.Json;
using Baton.Engine.Stores;
using Baton.Sqlite.Costs;
using Baton.Sqlite.Native;
using Baton.Sqlite.Writing;

namespace Baton.Sqlite.Cases;

/// <summary>Counts cases into the tallies of their days.</summary>
internal static class CaseCounts
{
    private const long DayLength = 86_400_000;
    private const long LongestDelay = 600_000;

    // After the columns of a case.
    private const string Counted = "is_gone, nano_usd, counted";

    private const string Due =
        $"""
        SELECT {CaseRows.Columns}, {Counted} FROM thread_case c
        WHERE is_dirty = 1 AND (updated_at < ?1 OR NOT EXISTS (
          SELECT 1 FROM thread t JOIN run r ON r.key = t.active WHERE t.tenant = c.tenant AND t.id = c.thread AND r.status < 2))
        LIMIT ?2
        """;

    // What a run costs is what it and its child runs do. It only grows: accounts of old days forget their runs.
    private const string Runs =
        """
        WITH RECURSIVE tree(root, id) AS (
          SELECT id, id FROM run WHERE tenant = ?1 AND thread = ?2 UNION ALL SELECT t.root, r.id FROM tree t JOIN run r ON r.parent = t.id)
        INSERT INTO case_run(tenant, run, thread, nano_usd)
        SELECT ?1, t.root, ?2, coalesce(sum(c.nano_usd), 0) FROM tree t LEFT JOIN cost c ON c.tenant = ?1 AND c.run = t.id AND c.number > 0
        WHERE true GROUP BY t.root
        ON CONFLICT(tenant, run) DO UPDATE SET nano_usd = max(nano_usd, excluded.nano_usd), thread = excluded.thread
        """;

    public static int Fold(WriteSession session, int limit)
    {
        var due = session.Prepare(Due).Bind(1, session.Now - LongestDelay).Bind(2, limit).All(row => (Case: CaseRows.Read(row), IsGone: row.Bool(19), Counted: Read(row, 21)));
        var changes = new CaseTallyChanges();
        foreach (var (row, isGone, counted) in due)
        {
            var count = isGone ? Forget(session, row) : Count(session, row);
            changes.Replace(row.Tenant, counted, count);
        }

        foreach (var (key, change) in changes.All)
        {
            Add(session, key, change);
        }

        return due.Count;
    }

    /// <summary>One statement: what is being counted is either in the tallies or among the rest, never in both.</summary>
    public static CaseTallies Tallies(Connection connection, CaseTallyQuery query)
    {
        var graph = query.Graph is null ? "" : " AND graph = ?5";
        var sum = new CaseTallies();
        var statement = connection.Prepare(
            $"""
            SELECT {string.Concat(Enumerable.Repeat("NULL, ", 21))}tally, dimension, name FROM case_tally WHERE tenant = ?1 AND day BETWEEN ?2 AND ?3{graph}
            UNION ALL SELECT {CaseRows.Columns}, {Counted}, -1, NULL FROM thread_case
            WHERE tenant = ?1 AND is_dirty = 1 AND opened_at >= ?2 * {DayLength} AND opened_at < ?4{graph}
            """)
            .Bind(1, query.Tenant).Bind(2, CostRows.Number(query.From)).Bind(3, CostRows.Number(query.To)).Bind(4, (CostRows.Number(query.To) + 1) * DayLength);
        if (query.Graph is { } wish) statement.Bind(5, wish);
        statement.Each(row =>
        {
            if (row.Int(22) >= 0) sum.Add((CaseDimension)row.Int(22), row.Text(23), row.Blob(21));
            else sum.Replace(Read(row, 21), row.Bool(19) ? null : CaseCount.Of(CaseRows.Read(row), row.Long(20)));
            return true;
        });
        return sum;
    }

    public static int Prune(WriteSession session, long before, int limit)
    {
        var going = session.Prepare(
            """
            SELECT tenant, thread FROM thread_case c WHERE updated_at < ?1 AND is_dirty = 0
              AND NOT EXISTS (SELECT 1 FROM thread t WHERE t.tenant = c.tenant AND t.id = c.thread) ORDER BY updated_at LIMIT ?2
            """)
            .Bind(1, before).Bind(2, limit).All(row => (Tenant: row.Text(0), Thread: row.Text(1)));
        foreach (var (tenant, thread) in going)
        {
            Delete(session, tenant, thread);
        }

        return going.Count;
    }

    public static CaseCount? Read(Statement row, int column) => row.IsNull(column) ? null : JsonSerializer.Deserialize<CaseCount>(row.Blob(column), StoreJson.Options);

    public static byte[] Write(CaseCount count) => JsonSerializer.SerializeToUtf8Bytes(count, StoreJson.Options);

    public static void Put(WriteSession session, CaseTallyKey key, ReadOnlySpan<byte> tally) =>
        session.Prepare(
            """
            INSERT INTO case_tally(tenant, day, graph, dimension, name, tally) VALUES(?1, ?2, ?3, ?4, ?5, ?6)
            ON CONFLICT(tenant, day, graph, dimension, name) DO UPDATE SET tally = excluded.tally
            """)
            .Bind(1, key.Tenant).Bind(2, CostRows.Number(key.Day)).Bind(3, key.Graph).Bind(4, (long)key.Dimension).Bind(5, key.Name).Bind(6, tally).Execute();

    private static CaseCount Count(WriteSession session, CaseRow row)
    {
        session.Prepare(Runs).Bind(1, row.Tenant).Bind(2, row.Thread).Execute();
        var cost = session.Prepare("SELECT coalesce(sum(nano_usd), 0) FROM case_run WHERE tenant = ?1 AND thread = ?2").Bind(1, row.Tenant).Bind(2, row.Thread).First(sum => sum.Long(0));
        var count = CaseCount.Of(row, cost);
        session.Prepare("UPDATE thread_case SET is_dirty = 0, nano_usd = ?3, counted = ?4 WHERE tenant = ?1 AND thread = ?2")
            .Bind(1, row.Tenant).Bind(2, row.Thread).Bind(3, cost).Bind(4, Write(count)).Execute();
        return count;
    }

    private static CaseCount? Forget(WriteSession session, CaseRow row)
    {
        Delete(session, row.Tenant, row.Thread);
        return null;
    }

    private static void Delete(WriteSession session, string tenant, string thread)
    {
        session.Prepare("DELETE FROM case_run WHERE tenant = ?1 AND thread = ?2").Bind(1, tenant).Bind(2, thread).Execute();
        session.Prepare("DELETE FROM thread_case WHERE tenant = ?1 AND thread = ?2").Bind(1, tenant).Bind(2, thread).Execute();
    }

    private static void Add(WriteSession session, CaseTallyKey key, CaseTally change)
    {
        var present = session.Prepare("SELECT tally FROM case_tally WHERE tenant = ?1 AND day = ?2 AND graph = ?3 AND dimension = ?4 AND name = ?5")
            .Bind(1, key.Tenant).Bind(2, CostRows.Number(key.Day)).Bind(3, key.Graph).Bind(4, (long)key.Dimension).Bind(5, key.Name).First(row => row.Blob(0).ToArray());
        if (present is not null) change.Add(present);
        Put(session, key, change.ToBytes());
    }
}
