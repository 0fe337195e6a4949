using Baton.Engine.Stores;
using Baton.Engine.Stores.Transfer;
using Baton.Postgres.Connecting;
using Npgsql;

namespace Baton.Postgres.Costs;

/// <summary>The rows of the accounts.</summary>
internal static class CostRows
{
    public const string Labels = "graph, node, agent, model, user_id, feature, vertical";

    /// <summary>What <see cref="Amounts"/> reads.</summary>
    public const string Sums =
        "sum(calls)::bigint, sum(failed)::bigint, sum(from_cache)::bigint, sum(unpriced)::bigint, sum(input)::bigint, sum(cached_input)::bigint, sum(output)::bigint, sum(nano_usd)::bigint, sum(latency_ms)::bigint, max(slowest_ms)";

    private const string Counted = "calls, failed, from_cache, unpriced, input, cached_input, output, nano_usd, latency_ms, slowest_ms";
    private const string Columns = $"tenant, run, number, {Labels}, {Counted}, day";
    private const string Values = "$1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20";
    private const string NoRun = "'00000000-0000-0000-0000-000000000000'";

    /// <summary>Writes what an append brings, under today.</summary>
    public static async Task InsertAsync(Session session, IReadOnlyList<CostRow> rows)
    {
        foreach (var row in rows)
        {
            await Bind(session.Prepare($"INSERT INTO cost({Columns}) VALUES({Values}, clock() / 86400000)"), row).ExecuteAsync();
        }
    }

    public static Task<int> ImportAsync(Session session, CostItem item) =>
        Bind(session.Prepare($"INSERT INTO cost({Columns}) VALUES({Values}, $21)"), item.Row).Bind(Number(item.Day)).ExecuteAsync();

    public static Statement All(Session session) =>
        session.Prepare($"SELECT {Counted}, tenant, day, run, number, {Labels} FROM cost ORDER BY day, tenant, run, number");

    public static StoreItem Read(NpgsqlDataReader row) => new CostItem(Day(row.Int(11)), new CostRow(row.Text(10), row.Id(12), row.Int(13))
    {
        Graph = row.Text(14),
        Node = row.Text(15),
        Agent = row.Text(16),
        Model = row.Text(17),
        User = row.Text(18),
        Feature = row.Text(19),
        Vertical = row.Text(20),
        Amounts = Amounts(row, 0),
    });

    /// <summary>Adds the oldest day up that is over long enough. Rows of no run are sums already.</summary>
    public static async Task<int> FoldAsync(Session session, long olderThan)
    {
        var oldest = await session.Prepare(
            $"SELECT day, tenant FROM cost WHERE run <> {NoRun} AND day < (clock() - $1) / 86400000 ORDER BY day, tenant LIMIT 1")
            .Bind(olderThan).FirstAsync(row => ((int Day, string Tenant)?)(row.Int(0), row.Text(1)));
        if (oldest is not { } found)
        {
            return 0;
        }

        // One server adds up at a time: another one would count what this one is about to take away.
        if (!await session.Prepare("SELECT 1 WHERE pg_try_advisory_xact_lock(hashtextextended('baton.cost.' || current_schema(), 0))").ExistsAsync())
        {
            return 0;
        }

        return await session.Prepare(
            $"""
            WITH gone AS (DELETE FROM cost WHERE tenant = $1 AND day = $2 AND run <> {NoRun} RETURNING *),
            last AS (SELECT coalesce(max(number), 0) AS number FROM cost WHERE tenant = $1 AND day = $2 AND run = {NoRun})
            INSERT INTO cost(tenant, day, run, number, {Labels}, {Counted})
            SELECT $1, $2, {NoRun}, (SELECT number FROM last) + row_number() OVER (), {Labels}, {Sums} FROM gone GROUP BY {Labels}
            """)
            .Bind(found.Tenant).Bind((long)found.Day).ExecuteAsync();
    }

    /// <summary>The sums in a row, from a column on.</summary>
    public static CostAmounts Amounts(NpgsqlDataReader row, int first) => row.IsDBNull(first)
        ? CostAmounts.None
        : new(row.Long(first), row.Long(first + 1), row.Long(first + 2), row.Long(first + 3))
        {
            InputTokens = row.Long(first + 4),
            CachedInputTokens = row.Long(first + 5),
            OutputTokens = row.Long(first + 6),
            NanoUsd = row.Long(first + 7),
            LatencyMs = row.Long(first + 8),
            SlowestMs = row.Long(first + 9),
        };

    public static long Number(DateOnly day) => day.DayNumber - DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber;

    public static DateOnly Day(int number) => DateOnly.FromDateTime(DateTime.UnixEpoch).AddDays(number);

    private static Statement Bind(Statement statement, CostRow row)
    {
        var amounts = row.Amounts;
        return statement.Bind(row.Tenant).Bind((Guid?)row.Run).Bind(row.Number).Bind(row.Graph).Bind(row.Node).Bind(row.Agent).Bind(row.Model)
            .Bind(row.User).Bind(row.Feature).Bind(row.Vertical).Bind(amounts.Calls).Bind(amounts.Failed).Bind(amounts.FromCache)
            .Bind(amounts.Unpriced).Bind(amounts.InputTokens).Bind(amounts.CachedInputTokens).Bind(amounts.OutputTokens)
            .Bind(amounts.NanoUsd).Bind(amounts.LatencyMs).Bind(amounts.SlowestMs);
    }
}
