using System.Diagnostics;
using Baton.Engine.Stores;
using Baton.Engine.Stores.Transfer;
using Baton.Graphs;
using Baton.Postgres.Testing;
using Npgsql;

namespace Baton.Benchmarks;

/// <summary>
/// Analytics over many cases: they are imported as changed cases, as if a desk had opened so many in a year, counted, and asked for over several
/// periods while a few hundred are changed and not counted yet.
/// </summary>
internal static class AnalyticsBench
{
    private const string Tenant = "default";
    private const int Days = 365;
    private const int Uncounted = 500;
    private static readonly string[] Categories = ["billing", "technical", "delivery", "returns", "account", "general"];
    private static readonly string[] Priorities = ["low", "normal", "high", "urgent"];
    private static readonly string[] Agents = ["triage", "refunds", "network", "orders", "identity", "general", "escalation", "second_line"];

    public static async Task RunAsync(BenchOptions options)
    {
        var (count, rounds) = (options.Number("count", 1_000_000), options.Number("rounds", 20));
        var report = new Report("analytics");
        foreach (var store in options.Text("store", "sqlite,postgres").Split(',')) await MeasureAsync(report, store, count, rounds);
        report.Print(options.Json);
    }

    private static async Task MeasureAsync(Report report, string name, int count, int rounds)
    {
        await using var bench = BenchStore.Create(name);
        await bench.Store.OpenAsync(CancellationToken.None);
        var cases = bench.Store.Cases;
        var end = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime);
        var watch = Stopwatch.StartNew();
        await LoadAsync(bench, 0, count, end);
        report.Add($"{name}_load_s", $"{name}: load {count} cases", watch.Elapsed.TotalSeconds, "s");
        watch.Restart();
        while (await cases.FoldAsync(2_000, CancellationToken.None) > 0)
        {
        }

        report.Add($"{name}_fold_per_s", $"{name}: cases counted", count / watch.Elapsed.TotalSeconds, "/s");
        await LoadAsync(bench, count, Uncounted, end);
        foreach (var days in new[] { 1, 30, Days })
        {
            var query = new CaseTallyQuery(Tenant, end.AddDays(1 - days), end);
            var times = await TimesAsync(() => cases.TalliesAsync(query, CancellationToken.None), rounds);
            report.Add($"{name}_{days}_p50", $"{name}: {days} days, p50", times[times.Count / 2], "ms").Add($"{name}_{days}_max", $"{name}: {days} days, slowest", times[^1], "ms");
        }

        var sum = await cases.TalliesAsync(new CaseTallyQuery(Tenant, end.AddDays(1 - Days), end), CancellationToken.None);
        if (sum.All.Cases != count + Uncounted) throw new InvalidOperationException($"{sum.All.Cases} cases were added up instead of {count + Uncounted}.");
        var asked = await AnalyticsHttp.TimesAsync(bench.Store, end.AddDays(1 - Days), end, rounds);
        report.Add($"{name}_http_p50", $"{name}: {Days} days, GET /ops/analytics, p50", asked[asked.Count / 2], "ms").Add($"{name}_http_max", $"{name}: the same, slowest", asked[^1], "ms");
        var list = await TimesAsync(() => cases.QueryAsync(new CaseQuery(Tenant) { IsActive = true, OldestFirst = true, Limit = 50 }, CancellationToken.None), rounds);
        report.Add($"{name}_active_p50", $"{name}: 50 oldest active cases, p50", list[list.Count / 2], "ms");
        if (bench.BytesOnDisk() is > 0 and var bytes) report.Add($"{name}_bytes", $"{name}: bytes on disk", bytes, "");
    }

    private static async Task<List<double>> TimesAsync<T>(Func<ValueTask<T>> ask, int rounds)
    {
        await ask();
        var times = new List<double>();
        for (var round = 0; round < rounds; round++)
        {
            var watch = Stopwatch.StartNew();
            await ask();
            times.Add(watch.Elapsed.TotalMilliseconds);
        }

        times.Sort();
        return times;
    }

    private static async Task LoadAsync(BenchStore bench, int first, int count, DateOnly end)
    {
        if (bench.Schema is not null)
        {
            await LoadAsync(bench.Schema, first, count, end);
            return;
        }

        foreach (var chunk in Enumerable.Range(first, count).Chunk(5_000))
        {
            await bench.Store.Transfer.ImportAsync([.. chunk.Select(number => Case(number, first, count, end))], CancellationToken.None);
        }
    }

    /// <summary>The same kind of desk in one statement: an import is a round trip a case.</summary>
    private static async Task LoadAsync(string schema, int first, int count, DateOnly end)
    {
        await using var connection = new NpgsqlConnection(PostgresServer.Shared.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(
            $"""
            INSERT INTO {schema}.thread_case(tenant, thread, graph, status, category, priority, agent, customer, turns, run, opened_at, updated_at,
              answered_at, escalated_at, resolved_at, reopened, is_asked)
            SELECT 'default', 'case-' || n, 'support_desk', status, category, priority, agent, 'C-' || m % 50000, m % 9 + 1, gen_random_uuid(), opened,
              opened + took, CASE WHEN status IN (2, 4) THEN opened + took END, CASE WHEN status = 3 THEN opened + took END,
              CASE WHEN status = 4 THEN opened + took * 40 END, 0, false
            FROM (SELECT n, m, least(m / 17 % 8, 6) % 6 + CASE WHEN m / 17 % 8 > 5 THEN 4 ELSE 0 END AS status,
              (ARRAY['{string.Join("','", Categories)}'])[m / 19 % 6 + 1] AS category, (ARRAY['{string.Join("','", Priorities)}'])[m / 23 % 4 + 1] AS priority,
              (ARRAY['{string.Join("','", Agents)}'])[m / 29 % 8 + 1] AS agent,
              $3::bigint - (({Days} - 1 - (n - $1)::bigint * {Days} / $2) * 86400000) + m % 86400000 AS opened,
              (500 + 10 ^ ((m / 13 % 4000) / 1000.0))::bigint AS took
            FROM (SELECT n, n::bigint * 2654435761 % 4294967296 AS m FROM generate_series($1, $1 + $2 - 1) AS n) x) y
            """,
            connection);
        command.CommandTimeout = 0;
        command.Parameters.Add(new() { Value = first });
        command.Parameters.Add(new() { Value = count });
        command.Parameters.Add(new() { Value = new DateTimeOffset(end, TimeOnly.MinValue, TimeSpan.Zero).ToUnixTimeMilliseconds() });
        await command.ExecuteNonQueryAsync();
        await using var analyze = new NpgsqlCommand($"ANALYZE {schema}.thread_case", connection);
        analyze.CommandTimeout = 0;
        await analyze.ExecuteNonQueryAsync();
    }

    private static CaseItem Case(int number, int first, int count, DateOnly end)
    {
        // Not at random: every run of the bench loads the same desk, which is a year old today.
        var mixed = unchecked((uint)(number * 2_654_435_761L));
        var day = end.AddDays(1 - Days + (int)((long)(number - first) * Days / count));
        var opened = new DateTimeOffset(day, new TimeOnly((int)(mixed / 7 % 24), (int)(mixed / 11 % 60)), TimeSpan.Zero);
        var answer = TimeSpan.FromMilliseconds(500 + Math.Pow(10, mixed / 13 % 4_000 / 1_000.0));
        var facts = new CaseFacts(mixed / 17 % 8 is var status and < 6 ? (CaseStatus)status : CaseStatus.Resolved)
        {
            Category = Categories[mixed / 19 % 6],
            Priority = Priorities[mixed / 23 % 4],
            Agent = Agents[mixed / 29 % 8],
            Customer = $"C-{mixed % 50_000}",
            Turns = (int)(mixed % 9) + 1,
        };
        var change = new CaseChange(Tenant, $"case-{number}", "support_desk", Guid.Empty, facts) { Since = opened, At = opened + answer };
        var row = CaseRow.After(null, change);
        return new CaseItem(row with { ResolvedAt = row.ResolvedAt is null ? null : opened + (answer * 40) }) { IsDirty = true };
    }
}
