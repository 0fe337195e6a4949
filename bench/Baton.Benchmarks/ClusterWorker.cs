using System.Diagnostics;
using System.Globalization;
using Baton.Postgres;

namespace Baton.Benchmarks;

/// <summary>
/// One server of the benchmark on PostgreSQL, as a process. Orders: <c>raw &lt;seconds&gt;</c>, <c>store &lt;seconds&gt;</c>,
/// <c>engine &lt;seconds&gt;</c>; answers: count, seconds, median and 99th percentile in milliseconds.
/// </summary>
internal static class ClusterWorker
{
    public const string Verb = "engine-server";

    public static async Task ServeAsync(BenchOptions options)
    {
        var (connection, schema, runs) = (options.Text("connection", ""), options.Text("schema", ""), options.Number("runs", 64));
        var writers = options.Number("writers", 1);
        var onThreads = options.Text("threads", "") == "yes";
        await using var engine = await BenchEngine.StartAsync(BenchStore.Open(connection, schema, writers), BenchGraph.Define());
        await using var raw = await PostgresRaw.StartAsync(engine.Store, new PostgresOptions { ConnectionString = connection, Schema = schema, Writers = writers }, runs);
        Console.WriteLine("ready");
        while (await Console.In.ReadLineAsync() is { } line)
        {
            var order = line.Split(' ');
            var duration = TimeSpan.FromSeconds(double.Parse(order[1], CultureInfo.InvariantCulture));
            var latencies = new List<double>();
            var clock = Stopwatch.StartNew();
            var count = order[0] switch
            {
                "raw" => await raw.LoopAsync(duration),
                "same" => await raw.RunsAsync(duration) * EngineBench.StepsPerRun,
                "store" => await RawAppends.LoopAsync(engine.Store, raw.Owner, runs, duration),
                _ => await EngineBench.LoopAsync(engine.Runs, runs, duration, latencies, onThreads) * EngineBench.StepsPerRun,
            };
            latencies.Sort();
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"{count} {clock.Elapsed.TotalSeconds} {EngineBench.At(latencies, 0.5)} {EngineBench.At(latencies, 0.99)}"));
        }
    }
}
