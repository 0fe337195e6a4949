using System.Diagnostics;

namespace Baton.Benchmarks;

/// <summary>
/// What a graph pays for <c>.Case</c>: the five-node graph on threads, with facts that change three times in a run and without a case, in pairs right
/// after one another; the median of the pairs' ratios counts.
/// </summary>
internal static class CaseBench
{
    public static async Task RunAsync(BenchOptions options)
    {
        var (store, runs, rounds) = (options.Text("store", "sqlite"), options.Number("runs", 64), options.Number("rounds", 40));
        var phase = TimeSpan.FromSeconds(options.Fraction("seconds", 0.4));
        await using var without = BenchStore.Create(store);
        await using var with = BenchStore.Create(store);
        await using var plain = await BenchEngine.StartAsync(without.Store, BenchGraph.Define());
        await using var cased = await BenchEngine.StartAsync(with.Store, BenchGraph.DefineCased());
        foreach (var engine in new[] { plain, cased }) await MeasureAsync(engine, runs, phase);
        var (more, off) = (new List<double>(), new List<double>());
        for (var round = 0; round < rounds; round++)
        {
            var first = await MeasureAsync(cased, runs, phase);
            var none = await MeasureAsync(plain, runs, phase) + await MeasureAsync(plain, runs, phase);
            var both = first + await MeasureAsync(cased, runs, phase);
            more.Add((both / none - 1) * 100);
            off.Add(none / 2);
        }

        more.Sort();
        var (low, high) = TelemetryBench.Bounds(more);
        new Report($"case: {EngineBench.StepsPerRun}-node graph on threads, {runs} runs at once, store {store}, {rounds} pairs")
            .Add("plain_us", "processor time of a run without a case: best", off.Min(), "µs")
            .Add("case_percent", "with a case that changes three times: more, median of pairs", more[more.Count / 2], "%")
            .Add("case_low", "the median is at least (95 %)", low, "%")
            .Add("case_high", "and at most", high, "%")
            .Print(options.Json);
    }

    private static async Task<double> MeasureAsync(BenchEngine engine, int runs, TimeSpan phase)
    {
        using var process = Process.GetCurrentProcess();
        GC.Collect();
        process.Refresh();
        var before = process.TotalProcessorTime;
        var done = await EngineBench.LoopAsync(engine.Runs, runs, phase, null, onThreads: true);
        process.Refresh();
        return (process.TotalProcessorTime - before).TotalMicroseconds / done;
    }
}
