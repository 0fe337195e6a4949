using System.Globalization;
using Baton.Postgres.Testing;

namespace Baton.Benchmarks;

/// <summary>
/// Durable steps per second of one to three servers, each a process, on one PostgreSQL; the baselines in the same processes, in
/// alternation.
/// </summary>
internal static class ClusterBench
{
    public static async Task RunAsync(BenchOptions options)
    {
        var (servers, runs, seconds) = (options.Number("servers", 1), options.Number("runs", 64), Math.Max(4, options.Number("seconds", 20)));
        var connection = options.Text("connection", "") is { Length: > 0 } given ? given : PostgresServer.Shared.ConnectionString;
        var schema = $"bench_{Environment.ProcessId}";
        await using (var store = BenchStore.Open(connection, schema)) await store.OpenAsync(CancellationToken.None);
        var children = new List<Child>();
        for (var index = 0; index < servers; index++)
        {
            children.Add(await Child.StartAsync(
                ClusterWorker.Verb, "--connection", connection, "--schema", schema, "--runs", $"{runs}", "--threads", options.Text("threads", "no"),
                "--writers", options.Text("writers", "1")));
        }

        var profile = new PostgresProfile(connection, schema, children);
        var phase = seconds / 8.0;

        // Before its methods are compiled for speed, a step costs several times as much; that takes some hundred thousand of them.
        await AskAsync(children, "engine", options.Number("warmup", 15));
        var sums = new Dictionary<string, List<double[]>>();
        for (var round = 0; round < 2; round++)
        {
            foreach (var kind in (string[])["raw", "engine", "store", "same"])
            {
                await using (await profile.WatchAsync(kind))
                {
                    if (!sums.TryGetValue(kind, out var all)) sums[kind] = all = [];
                    all.Add(await AskAsync(children, kind, phase));
                }
            }
        }

        double Rate(string kind) => sums[kind].Average(values => values[0]);
        var report = new Report($"engine: {EngineBench.StepsPerRun}-node graph, {runs} run(s) at once on each of {servers} server(s), store postgres{(options.Text("threads", "") == "yes" ? ", on threads" : "")}")
            .Add("steps_per_s", "durable steps per second, all servers", Rate("engine"), "steps/s")
            .Add("raw_rows_per_s", "raw appends per second: bare loops, no queue", Rate("raw"), "rows/s")
            .Add("ratio", "engine / raw", Rate("engine") / Rate("raw"), "")
            .Add("p50_ms", "run latency, median", sums["engine"].Average(values => values[1]), "ms")
            .Add("p99_ms", "run latency, 99th percentile", sums["engine"].Max(values => values[2]), "ms")
            .Add("store_rows_per_s", "raw appends through the store's queue", Rate("store"), "rows/s")
            .Add("same_steps_per_s", "bare loops, whole runs: start, entries, end", Rate("same"), "steps/s")
            .Add("same_ratio", "engine / bare loops of whole runs", Rate("engine") / Rate("same"), "");
        foreach (var child in children) await child.DisposeAsync();
        if (!options.Json) Console.WriteLine(await profile.DescribeAsync());
        report.Print(options.Json);
    }

    /// <returns>The sum of the rates, the mean of the medians, the largest of the 99th percentiles.</returns>
    private static async Task<double[]> AskAsync(List<Child> children, string order, double seconds)
    {
        var answers = await Task.WhenAll(children.Select(child => child.AskAsync(string.Create(CultureInfo.InvariantCulture, $"{order} {seconds}"))));
        var values = answers.Select(answer => answer.Split(' ').Select(text => double.Parse(text, CultureInfo.InvariantCulture)).ToArray()).ToList();
        return [values.Sum(value => value[0] / value[1]), values.Average(value => value[2]), values.Max(value => value[3])];
    }
}
