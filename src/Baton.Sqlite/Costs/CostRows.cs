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
        session.Prepare($"INSERT INTO cost({Columns}) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21)")
            .Bind(1, row.Tenant).Bind(2, Number(day)).Bind(3, row.Run).Bind(4, row.Number).Bind(5, row.Graph).Bind(6, row.Node).Bind(7, row.Agent)
            .Bind(8, row.Model).Bind(9, row.User).Bind(10, row.Feature).Bind(11, row.Vertical).Bind(12, amounts.Calls).Bind(13, amounts.Failed)
            .Bind(14, amounts.FromCache).Bind(15, amounts.Unpriced).Bind(16, amounts.InputTokens).Bind(17, amounts.CachedInputTokens)
            .Bind(18, amounts.OutputTokens).Bind(19, amounts.NanoUsd).Bind(20, amounts.LatencyMs).Bind(21, amounts.SlowestMs).Execute();
    }

    public static List<CostItem> All(Connection connection) =>
        connection.Prepare(
            $"""
            SELECT calls, failed, from_cache, unpriced, input, cached_input, output, nano_usd, latency_ms, slowest_ms, tenant, day, run, number, {Labels}
            FROM cost ORDER BY day, tenant, run, number
            """)
            .All(row => new CostItem(Day(row.Long(11)), new CostRow(row.Text(10), row.Id(12), row.Int(13))
            {
                Graph = row.Text(14),
                Node = row.Text(15),
                Agent = row.Text(16),
                Model = row.Text(17),
                User = row.Text(18),
                Feature = row.Text(19),
                Vertical = row.Text(20),
                Amounts = Amounts(row, 0),
            }));

    /// <summary>Adds the oldest day up that is before this one. Rows of no run are sums already.</summary>
    public static int Fold(WriteSession session, DateOnly before)
    {
        var oldest = session.Prepare("SELECT day, tenant FROM cost WHERE day < ?1 AND run <> zeroblob(16) ORDER BY day, tenant LIMIT 1").Bind(1, Number(before))
            .First(row => ((long Day, string Tenant)?)(row.Long(0), row.Text(1)));
        if (oldest is not { } found)
        {
            return 0;
        }

        var last = session.Prepare("SELECT coalesce(max(number), 0) FROM cost WHERE tenant = ?1 AND day = ?2 AND run = zeroblob(16)")
            .Bind(1, found.Tenant).Bind(2, found.Day).First(row => row.Long(0));
        session.Prepare(
            $"""
            INSERT INTO cost({Columns})
            SELECT tenant, day, zeroblob(16), ?3 + row_number() OVER (), {Labels}, sum(calls), sum(failed), sum(from_cache), sum(unpriced), sum(input),
              sum(cached_input), sum(output), sum(nano_usd), sum(latency_ms), max(slowest_ms)
            FROM cost WHERE tenant = ?1 AND day = ?2 GROUP BY {Labels}
            """)
            .Bind(1, found.Tenant).Bind(2, found.Day).Bind(3, last).Execute();
        return session.Prepare("DELETE FROM cost WHERE tenant = ?1 AND day = ?2 AND (run <> zeroblob(16) OR number <= ?3)")
            .Bind(1, found.Tenant).Bind(2, found.Day).Bind(3, last).Execute();
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

    public static long Number(DateOnly day) => day.DayNumber - DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber;

    public static DateOnly Day(long number) => DateOnly.FromDateTime(DateTime.UnixEpoch).AddDays((int)number);

    public static DateOnly DayOf(long now) => Day(now / DayLength);
}
