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
/// scraping. Each is measured in pairs with nobody listening, right after one another in one process, and the median of the pairs' ratios counts, so that
/// neither the machine's drift nor what others do on it for a while moves it.
/// </summary>
internal static class TelemetryBench
{
    private const string Off = "off";
    private static readonly string[] Variants = [Off, "1 % sampled", "tail: 1 % sampled and every end looked at", "everything", "metrics"];

    public static async Task RunAsync(BenchOptions options)
    {
        var silent = SilentCost();
        await using var receiver = await Receiver.StartAsync();
        var store = options.Text("store", "sqlite");
        await using var place = BenchStore.Create(store);
        await using var engine = await BenchEngine.StartAsync(place.Store, BenchGraph.Define());
        var phase = TimeSpan.FromSeconds(options.Fraction("seconds", 0.4));
        var runs = options.Number("runs", 64);
        foreach (var variant in Variants) await MeasureAsync(engine, variant, receiver.Address, runs, phase);
        var wanted = options.Text("variants", string.Join(',', Variants[1..].Select(Key))).Split(',');
        var pairs = Variants[1..].Where(variant => wanted.Contains(Key(variant))).ToDictionary(variant => variant, _ => new List<Pair>());
        for (var round = 0; round < options.Number("rounds", 60); round++)
        {
            foreach (var (variant, measured) in pairs) measured.Add(await PairAsync(engine, variant, receiver.Address, runs, phase));
        }

        var off = pairs.Values.SelectMany(measured => measured.Select(pair => pair.Off)).ToList();
        var report = new Report($"telemetry: {EngineBench.StepsPerRun}-node graph, {runs} runs at once, store {store}, {pairs.Values.First().Count} pairs a variant")
            .Add("off_us", "processor time of a run, nobody listens: best", off.Min(), "µs")
            .Add("off_median_us", "the same: median", Median(off), "µs")
            .Add("off_bytes", "allocated for a run", pairs.Values.First()[^1].OffBytes, "bytes")
            .Add("silent_ns", "of these, what finds that nobody listens", silent, "ns");
        foreach (var (variant, measured) in pairs)
        {
            var more = measured.Select(pair => (pair.On / pair.Off - 1) * 100).Order().ToList();
            var (low, high) = Bounds(more);
            report.Add($"{Key(variant)}_percent", $"{variant}: more, median of pairs", Median(more), "%")
                .Add($"{Key(variant)}_low", $"{variant}: the median is at least (95 %)", low, "%")
                .Add($"{Key(variant)}_high", $"{variant}: and at most", high, "%")
                .Add($"{Key(variant)}_best", $"{variant}: more, best rounds of both", (measured.Min(pair => pair.On) / measured.Min(pair => pair.Off) - 1) * 100, "%")
                .Add($"{Key(variant)}_bytes", $"{variant}: more allocated", measured[^1].OnBytes - measured[^1].OffBytes, "bytes");
        }

        report.Add("received", "export requests received", receiver.Requests, "").Print(options.Json);
    }

    /// <summary>On, off, off, on (or the other way round): what drifts in that time meets both alike.</summary>
    private static async Task<Pair> PairAsync(BenchEngine engine, string variant, string receiver, int runs, TimeSpan phase)
    {
        var (on, off) = (new List<(double Time, double Bytes)>(), new List<(double Time, double Bytes)>());
        foreach (var isOn in new[] { true, false, false, true })
        {
            (isOn ? on : off).Add(await MeasureAsync(engine, isOn ? variant : Off, receiver, runs, phase));
        }

        return new Pair(on.Average(one => one.Time), off.Average(one => one.Time), on.Average(one => one.Bytes), off.Average(one => one.Bytes));
    }

    /// <summary>Between which two of them the median lies, with 95 % (as coins fall: no assumption about how the noise is spread).</summary>
    public static (double Low, double High) Bounds(IReadOnlyList<double> sorted)
    {
        var reach = (int)Math.Ceiling(0.98 * Math.Sqrt(sorted.Count));
        return (sorted[Math.Max(0, (sorted.Count / 2) - reach)], sorted[Math.Min(sorted.Count - 1, (sorted.Count / 2) + reach)]);
    }

    private static string Key(string variant) => variant.Split(' ', ':')[0];

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
        var listener = Listen(engine, variant, receiver);
        GC.Collect();
        process.Refresh();
        var (before, allocated) = (process.TotalProcessorTime, GC.GetTotalAllocatedBytes());
        var done = await EngineBench.LoopAsync(engine.Runs, runs, phase, null);
        listener?.Dispose();
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
        if (variant == Off) return null;
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

    /// <summary>Processor time and allocated bytes of a run, with and without.</summary>
    private sealed record Pair(double On, double Off, double OnBytes, double OffBytes);

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
