using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Baton.Engine.Telemetry;

/// <summary>What a store's writer measures.</summary>
/// <remarks>Safe for concurrent use.</remarks>
public static class StoreMeasures
{
    private static readonly Histogram<long> BatchSize = BatonTelemetry.Meter.CreateHistogram(
        "baton.store.batch.size", "{item}", "What one commit of the store's writer brought.",
        advice: new InstrumentAdvice<long> { HistogramBucketBoundaries = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024] });

    private static readonly Histogram<double> CommitDuration = BatonTelemetry.Meter.CreateHistogram(
        "baton.store.commit.duration", "s", "How long a commit of the store's writer took.", advice: EngineMeasures.Seconds);

    /// <summary>When a commit begins; 0 where nobody measures.</summary>
    public static long Begin() => BatchSize.Enabled || CommitDuration.Enabled ? Stopwatch.GetTimestamp() : 0;

    /// <summary>A commit has ended.</summary>
    /// <param name="begun">What <see cref="Begin"/> gave.</param>
    /// <param name="store">The store's name.</param>
    /// <param name="items">How many things it brought.</param>
    public static void Committed(long begun, string store, int items)
    {
        if (begun == 0) return;
        var tag = new KeyValuePair<string, object?>("baton.store", store);
        Measure.Record(BatchSize, items, [tag]);
        Measure.Record(CommitDuration, Stopwatch.GetElapsedTime(begun).TotalSeconds, [tag]);
    }
}
