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
    /// <summary>The columns of a call's row, besides its day.</summary>
    public const string Columns = $"tenant, run, number, {Labels}, {Counted}";


    private const string Values = "$1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20";

    // A row of a call is there once; a sum grows.
    private const string Adding =
        """
         ON CONFLICT (tenant, day, run, number) DO UPDATE SET calls = cost.calls + excluded.calls, failed = cost.failed + excluded.failed,
          from_cache = cost.from_cache + excluded.from_cache, unpriced = cost.unpriced + excluded.unpriced, input = cost.input + excluded.input,
          cached_input = cost.cached_input + excluded.cached_input, output = cost.output + excluded.output,
          nano_usd = cost.nano_usd + excluded.nano_usd, latency_ms = cost.latency_ms + excluded.latency_ms,
          slowest_ms = greatest(cost.slowest_ms, excluded.slowest_ms) WHERE cost.number = 0
        """;

    /// <summary>Writes what an append brings, under today.</summary>
    public static async Task InsertAsync(Session session, IReadOnlyList<CostRow> rows)
    {
        foreach (var row in rows)
        {
            await Bind(session.Prepare($"INSERT INTO cost({Columns}, day) VALUES({Values}, clock() / 86400000)"), row).ExecuteAsync();
        }
    }

    /// <summary>Adds to today's sums.</summary>
    public static async Task<int> AddAsync(Session session, IReadOnlyList<CostRow> sums)
    {
        foreach (var sum in sums)
        {
            await Bind(session.Prepare($"INSERT INTO cost({Columns}, day) VALUES({Values}, clock() / 86400000){Adding}"), sum).ExecuteAsync();
        }

        return sums.Count;
    }

    public static Task<int> ImportAsync(Session session, CostItem item) =>
        Bind(session.Prepare($"INSERT INTO cost({Columns}, day) VALUES({Values}, $21){Adding}"), item.Row).Bind(Number(item.Day)).ExecuteAsync();

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

    /// <summary>Adds the oldest rows of calls to their days' sums.</summary>
    public static async Task<int> FoldAsync(Session session, long olderThan, int limit)
    {
        var going = await session.Prepare(
            $"""
            DELETE FROM cost WHERE (tenant, day, run, number) IN (
              SELECT tenant, day, run, number FROM cost WHERE number > 0 AND day < (clock() - $1) / 86400000 ORDER BY day LIMIT $2 FOR UPDATE SKIP LOCKED)
            RETURNING {Counted}, tenant, day, run, number, {Labels}
            """)
            .Bind(olderThan).Bind(limit).AllAsync(row => (CostItem)Read(row));

        // In one order everywhere, so that two servers that add up do not wait for one another.
        foreach (var day in going.GroupBy(item => item.Day).OrderBy(day => day.Key))
        {
            foreach (var sum in CostRow.Sums(day.Select(item => item.Row)))
            {
                await ImportAsync(session, new CostItem(day.Key, sum));
            }
        }

        return going.Count;
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
