using System.Diagnostics;
using System.Text.Json;
using Baton.Engine.Telemetry;
using Baton.Server.Telemetry;
using Baton.Server.Telemetry.Tail;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Baton.Benchmarks;

/// <summary>
/// What telemetry costs on the engine benchmark: nobody listens, a hundredth of traces is exported, the same with a look at every run's end, all are, and measurements are kept for
/// scraping. Variants alternate within one process, so that the machine's drift meets all of them.
/// </summary>
internal static class TelemetryBench
{
    private static readonly string[] Variants = ["off", "1 % sampled", "tail: 1 % sampled and every end looked at", "everything", "metrics"];

    public static async Task RunAsync(BenchOptions options)
    {
        var silent = SilentCost();
        await using var receiver = await Receiver.StartAsync();
        var store = options.Text("store", "sqlite");
        await using var place = BenchStore.Create(store);
        await using var engine = await BenchEngine.StartAsync(place.Store, BenchGraph.Define());
        var phase = TimeSpan.FromSeconds(options.Fraction("seconds", 0.4));
        var runs = options.Number("runs", 64);
        var costs = Variants.ToDictionary(variant => variant, _ => new List<double>());
        var bytes = new Dictionary<string, double>();
        foreach (var variant in Variants) await MeasureAsync(engine, variant, receiver.Address, runs, phase);
        for (var round = 0; round < options.Number("rounds", 60); round++)
        {
            for (var turn = 0; turn < Variants.Length; turn++)
            {
                // Each round begins with another variant: what comes after a heavy one pays for some of it.
                var variant = Variants[(round + turn) % Variants.Length];
                var (time, allocated) = await MeasureAsync(engine, variant, receiver.Address, runs, phase);
                costs[variant].Add(time);
                bytes[variant] = allocated;
            }
        }

        var report = new Report($"telemetry: {EngineBench.StepsPerRun}-node graph, {runs} runs at once, store {store}, {costs["off"].Count} rounds")
            .Add("off_us", "processor time of a run, nobody listens: best", costs["off"].Min(), "µs")
            .Add("off_median_us", "the same: median", Median(costs["off"]), "µs")
            .Add("off_bytes", "allocated for a run", bytes["off"], "bytes")
            .Add("silent_ns", "of these, what finds that nobody listens", silent, "ns");
        foreach (var variant in Variants[1..])
        {
            var more = costs[variant].Zip(costs["off"], (on, off) => (on / off - 1) * 100).Order().ToList();
            var key = variant.Split(' ', ':')[0];
            report.Add($"{key}_best", $"{variant}: more, best rounds of both", (costs[variant].Min() / costs["off"].Min() - 1) * 100, "%")
                .Add($"{key}_bytes", $"{variant}: more allocated", bytes[variant] - bytes["off"], "bytes")
                .Add($"{key}_percent", $"{variant}: more, median", Median(more), "%")
                .Add($"{key}_low", $"{variant}: a quarter below", more[more.Count / 4], "%")
                .Add($"{key}_high", $"{variant}: a quarter above", more[more.Count * 3 / 4], "%");
        }

        report.Add("received", "export requests received", receiver.Requests, "").Print(options.Json);
    }

    /// <summary>Compares this build with an earlier one: the engine benchmark in processes that take turns.</summary>
    public static async Task CompareAsync(BenchOptions options)
    {
        var (before, store, seconds) = (options.Text("before", ""), options.Text("store", "sqlite"), options.Number("seconds", 6));
        var ratios = new List<double>();
        for (var round = 0; round < options.Number("rounds", 10); round++)
        {
            var mine = typeof(TelemetryBench).Assembly.Location;
            var isFirst = round % 2 == 0;
            var one = await MeasureAsync(isFirst ? before : mine, store, seconds);
            var other = await MeasureAsync(isFirst ? mine : before, store, seconds);
            ratios.Add(isFirst ? one / other : other / one);
        }

        ratios.Sort();
        new Report($"telemetry off against the build before it, store {store}, {ratios.Count} rounds")
            .Add("percent", "overhead, median", (Median(ratios) - 1) * 100, "%")
            .Add("low", "quarter below", (ratios[ratios.Count / 4] - 1) * 100, "%")
            .Add("high", "quarter above", (ratios[ratios.Count * 3 / 4] - 1) * 100, "%")
            .Print(options.Json);
    }

    /// <returns>Microseconds of the process's processor time for each run, what is sent at the end included: less moved by others than the clock.</returns>
    private static async Task<(double Time, double Allocated)> MeasureAsync(BenchEngine engine, string variant, string receiver, int runs, TimeSpan phase)
    {
        using var process = Process.GetCurrentProcess();
        var (before, allocated) = (process.TotalProcessorTime, GC.GetTotalAllocatedBytes());
        long done;
        using (Listen(engine, variant, receiver)) done = await EngineBench.LoopAsync(engine.Runs, runs, phase, null);
        process.Refresh();
        return ((process.TotalProcessorTime - before).TotalMicroseconds / done, (double)(GC.GetTotalAllocatedBytes() - allocated) / done);
    }

    private static async Task<double> MeasureAsync(string build, string store, int seconds)
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet", [build, "engine", "--store", store, "--seconds", $"{seconds}", "--json"])
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
        })!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        var last = output.Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1];
        return JsonElement.Parse(last).GetProperty("steps_per_s").GetDouble();
    }

    private static IDisposable? Listen(BenchEngine engine, string variant, string receiver)
    {
        if (variant == "off") return null;
        if (variant == "metrics")
        {
            var metrics = new MetricStore();
            metrics.Read();
            return metrics;
        }

        var options = new TelemetryOptions
        {
            SampleRatio = variant == "everything" ? 1 : 0.01,
            Otlp = new OtlpOptions { Endpoint = receiver, Metrics = false },
        };
        var export = OtlpExport.Start(options);
        return variant.StartsWith("tail", StringComparison.Ordinal) ? new Both(TailExport.Start(options, engine.Ends, engine.Trees), export) : export;
    }

    private sealed class Both(TailExport tail, IDisposable head) : IDisposable
    {
        public void Dispose()
        {
            tail.StopAsync(CancellationToken.None).GetAwaiter().GetResult();
            head.Dispose();
        }
    }

    /// <summary>Nanoseconds that a run of five nodes spends on finding that nobody listens.</summary>
    private static double SilentCost()
    {
        const int Runs = 2_000_000;
        for (var index = 0; index < Runs / 10; index++) Silent();
        var begun = Stopwatch.GetTimestamp();
        for (var index = 0; index < Runs; index++) Silent();
        return Stopwatch.GetElapsedTime(begun).TotalNanoseconds / Runs;
    }

    private static void Silent()
    {
        RunStart.Begin(BenchGraph.Id)?.Dispose();
        RunObservation.Begin(null!)?.Dispose();
        for (var node = 0; node < EngineBench.StepsPerRun; node++) NodeObservation.Begin(null!, null!, null!, "")?.Dispose();
        RunObservation.Rested(null, null);
        Measure.Add(EngineMeasures.RunsStarted, 1, new(TelemetryNames.Graph, BenchGraph.Id), new(TelemetryNames.Pool, "default"));
        Measure.Add(EngineMeasures.RunsFinished, 1, new(TelemetryNames.Graph, BenchGraph.Id), new(TelemetryNames.Pool, "default"));
        Measure.Record(EngineMeasures.RunDuration, 1.0, new(TelemetryNames.Graph, BenchGraph.Id), new(TelemetryNames.Pool, "default"));
        StoreMeasures.Committed(StoreMeasures.Begin(), "memory", 1);
    }

    private static double Median(IReadOnlyCollection<double> values) => EngineBench.At([.. values.Order()], 0.5);

    /// <summary>Takes exports and forgets them.</summary>
    private sealed class Receiver(WebApplication app) : IAsyncDisposable
    {
        private int _requests;

        public string Address => app.Urls.First();

        public int Requests => _requests;

        public static async Task<Receiver> StartAsync()
        {
            var builder = WebApplication.CreateSlimBuilder();
            builder.WebHost.UseUrls("http://127.0.0.1:0");
            builder.Logging.ClearProviders();
            var app = builder.Build();
            var receiver = new Receiver(app);
            app.MapPost("/v1/traces", async (HttpContext context) =>
            {
                await context.Request.Body.CopyToAsync(Stream.Null);
                Interlocked.Increment(ref receiver._requests);
            });
            await app.StartAsync();
            return receiver;
        }

        public ValueTask DisposeAsync() => app.DisposeAsync();
    }
}
