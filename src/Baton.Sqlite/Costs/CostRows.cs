using Baton.Engine.Stores;
using Baton.Engine.Stores.Transfer;
using Baton.Sqlite.Native;
using Baton.Sqlite.Writing;

namespace Baton.Sqlite.Costs;

/// <summary>The rows of the accounts.</summary>
internal static class CostRows
{
    private const long DayLength = 86_400_000;

    private const string Columns =
        "tenant, day, run, number, graph, node, agent, model, user_id, feature, vertical, calls, failed, from_cache, unpriced, input, cached_input, output, nano_usd, latency_ms, slowest_ms";

    private const string Labels = "graph, node, agent, model, user_id, feature, vertical";

    // A row of a call is there once; a sum grows.
    private const string Adding =
        """
         ON CONFLICT(tenant, day, run, number) DO UPDATE SET calls = calls + excluded.calls, failed = failed + excluded.failed,
          from_cache = from_cache + excluded.from_cache, unpriced = unpriced + excluded.unpriced, input = input + excluded.input,
          cached_input = cached_input + excluded.cached_input, output = output + excluded.output, nano_usd = nano_usd + excluded.nano_usd,
          latency_ms = latency_ms + excluded.latency_ms, slowest_ms = max(slowest_ms, excluded.slowest_ms) WHERE number = 0
        """;

    private const string Read =
        $"calls, failed, from_cache, unpriced, input, cached_input, output, nano_usd, latency_ms, slowest_ms, tenant, day, run, number, {Labels}";

    /// <summary>What <see cref="Amounts"/> reads.</summary>
    public const string Sums =
        "sum(calls), sum(failed), sum(from_cache), sum(unpriced), sum(input), sum(cached_input), sum(output), sum(nano_usd), sum(latency_ms), max(slowest_ms)";

    /// <summary>Writes what an append brings, under today.</summary>
    public static void Insert(WriteSession session, IReadOnlyList<CostRow> rows)
    {
        for (var index = 0; index < rows.Count; index++)
        {
            Insert(session, DayOf(session.Now), rows[index]);
        }
    }

    public static void Insert(WriteSession session, DateOnly day, CostRow row)
    {
        var amounts = row.Amounts;
        session.Prepare($"INSERT INTO cost({Columns}) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21){Adding}")
            .Bind(1, row.Tenant).Bind(2, Number(day)).Bind(3, row.Run).Bind(4, row.Number).Bind(5, row.Graph).Bind(6, row.Node).Bind(7, row.Agent)
            .Bind(8, row.Model).Bind(9, row.User).Bind(10, row.Feature).Bind(11, row.Vertical).Bind(12, amounts.Calls).Bind(13, amounts.Failed)
            .Bind(14, amounts.FromCache).Bind(15, amounts.Unpriced).Bind(16, amounts.InputTokens).Bind(17, amounts.CachedInputTokens)
            .Bind(18, amounts.OutputTokens).Bind(19, amounts.NanoUsd).Bind(20, amounts.LatencyMs).Bind(21, amounts.SlowestMs).Execute();
    }

    public static IEnumerable<CostItem> All(Connection connection) => connection.Prepare($"SELECT {Read} FROM cost ORDER BY day, tenant, run, number").Rows(Item);

    /// <summary>Adds the oldest rows of calls to their days' sums.</summary>
    public static int Fold(WriteSession session, DateOnly before, int limit)
    {
        var going = session.Prepare($"SELECT {Read} FROM cost WHERE number > 0 AND day < ?1 ORDER BY day LIMIT ?2").Bind(1, Number(before)).Bind(2, limit).All(Item);
        foreach (var (day, row) in going)
        {
            session.Prepare("DELETE FROM cost WHERE tenant = ?1 AND day = ?2 AND run = ?3 AND number = ?4")
                .Bind(1, row.Tenant).Bind(2, Number(day)).Bind(3, row.Run).Bind(4, row.Number).Execute();
        }

        foreach (var day in going.GroupBy(item => item.Day))
        {
            foreach (var sum in CostRow.Sums(day.Select(item => item.Row)))
            {
                Insert(session, day.Key, sum);
            }
        }

        return going.Count;
    }

    /// <summary>The sums in a row, from a column on.</summary>
    public static CostAmounts Amounts(Statement row, int first) =>
        new(row.Long(first), row.Long(first + 1), row.Long(first + 2), row.Long(first + 3))
        {
            InputTokens = row.Long(first + 4),
            CachedInputTokens = row.Long(first + 5),
            OutputTokens = row.Long(first + 6),
            NanoUsd = row.Long(first + 7),
            LatencyMs = row.Long(first + 8),
            SlowestMs = row.Long(first + 9),
        };

    private static CostItem Item(Statement row) => new(Day(row.Long(11)), new CostRow(row.Text(10), row.Id(12), row.Int(13))
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

    public static long Number(DateOnly day) => day.DayNumber - DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber;

    public static DateOnly Day(long number) => DateOnly.FromDateTime(DateTime.UnixEpoch).AddDays((int)number);

    public static DateOnly DayOf(long now) => Day(now / DayLength);
}
