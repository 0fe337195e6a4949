using System.Diagnostics;
using System.Text.Json;
using Baton.Contracts;
using Baton.Engine.Runs;
using Microsoft.Extensions.DependencyInjection;

namespace Baton.Benchmarks;

/// <summary>Durable steps per second of the five-node graph, against a bare loop that does the same appends on the same store.</summary>
internal static class EngineBench
{
    public const int StepsPerRun = 5;

    public static async Task RunAsync(BenchOptions options)
    {
        var store = options.Text("store", "sqlite");
        if (store == "postgres" && options.Number("runs", 64) > 1)
        {
            await ClusterBench.RunAsync(options);
            return;
        }

        var runs = options.Number("runs", 64);
        var seconds = Math.Max(2, options.Number("seconds", 10));
        var phase = TimeSpan.FromSeconds(seconds / 2.0);

        // Raw, engine, raw, engine: this machine's speed drifts, and halves that alternate see the same drift.
        var raw = new List<double>();
        var engine = new List<double>();
        var latencies = new List<double>();
        for (var round = 0; round < 2; round++)
        {
            raw.Add(await RawAppends.MeasureAsync(store, runs, phase / 2));
            engine.Add(await MeasureAsync(store, runs, phase / 2, latencies, options.Text("messages", "no")));
        }

        latencies.Sort();
        var report = new Report($"engine: {StepsPerRun}-node graph, {runs} run(s) at once, store {store}")
            .Add("steps_per_s", "durable steps per second", engine.Average(), "steps/s")
            .Add("raw_rows_per_s", "raw appends per second, no engine", raw.Average(), "rows/s")
            .Add("ratio", "engine / raw", engine.Average() / raw.Average(), "")
            .Add("p50_ms", "run latency, median", At(latencies, 0.50), "ms")
            .Add("p99_ms", "run latency, 99th percentile", At(latencies, 0.99), "ms");
        if (runs == 1)
        {
            var commits = await RawAppends.CommitLatencyAsync(store, StepsPerRun + 1);
            report.Add("raw_commits_ms", $"the {StepsPerRun + 1} raw commits it needs, median", commits, "ms")
                .Add("latency_ratio", "run latency / raw commits", At(latencies, 0.50) / commits, "");
        }

        report.Print(options.Json);
    }

    public static double At(List<double> sorted, double share) => sorted.Count == 0 ? double.NaN : sorted[(int)((sorted.Count - 1) * share)];

    private static async Task<double> MeasureAsync(string storeName, int concurrency, TimeSpan duration, List<double> latencies, string messages = "no")
    {
        await using var place = BenchStore.Create(storeName);
        await using var engine = await BenchEngine.StartAsync(
            place.Store, BenchGraph.Define(), options => options.IsFollowed = messages != "no", baton => _ = messages == "kept" ? baton.Services.AddBatonMessages() : baton.Services);
        await LoopAsync(engine.Runs, concurrency, duration / 4, null);
        var clock = Stopwatch.StartNew();
        var done = await LoopAsync(engine.Runs, concurrency, duration, latencies);
        return done * StepsPerRun / clock.Elapsed.TotalSeconds;
    }

    public static async Task<long> LoopAsync(IRuns runs, int concurrency, TimeSpan duration, List<double>? latencies, bool onThreads = false)
    {
        var input = JsonSerializer.SerializeToElement(new BenchGraph.Request("customer-1", "My payment failed and I can't access my account"), BatonJson.Options);
        var until = Stopwatch.GetTimestamp() + (long)(duration.TotalSeconds * Stopwatch.Frequency);
        var counts = await Task.WhenAll(Enumerable.Range(0, concurrency).Select(async index =>
        {
            await Task.Yield();
            var thread = onThreads ? $"thread-{Environment.ProcessId}-{index}" : null;
            var own = new List<double>();
            while (Stopwatch.GetTimestamp() < until)
            {
                var begun = Stopwatch.GetTimestamp();
                var started = await runs.StartAsync(new RunRequest(BenchGraph.Id) { Input = input, Thread = thread }, CancellationToken.None);
                var result = await runs.WaitAsync("default", started.Run.Id, CancellationToken.None);
                if (result.Run.Status != RunStatus.Success) throw new InvalidOperationException($"A run ended as {result.Run.Status}: {result.Error?.Message}");
                own.Add(Stopwatch.GetElapsedTime(begun).TotalMilliseconds);
            }

            if (latencies is not null)
            {
                lock (latencies) latencies.AddRange(own);
            }

            return own.Count;
        }));
        return counts.Sum();
    }
}
