using System.Diagnostics.Metrics;
using Baton.Engine.Telemetry;
using Baton.Server.Telemetry;

namespace Baton.Server.Tests.Telemetry;

[Collection(AloneCollection.Name)]
public sealed class MetricStoreTests : IDisposable
{
    private readonly Meter _meter = new(BatonTelemetry.Name);
    private readonly MetricStore _store = new();

    public MetricStoreTests() => _store.Read();

    [Fact]
    public void Counters_add_up_by_labels_and_bear_their_unit()
    {
        var counter = _meter.CreateCounter<long>("test.things", "By", "Things that\nwere counted.");

        counter.Add(2, new KeyValuePair<string, object?>("kind", "a \"quoted\" \\ one\n"));
        counter.Add(3, new KeyValuePair<string, object?>("kind", "a \"quoted\" \\ one\n"));

        Assert.Contains("# HELP test_things_bytes_total Things that\\nwere counted.\n# TYPE test_things_bytes_total counter\n", _store.Read(), StringComparison.Ordinal);
        Assert.Contains("test_things_bytes_total{kind=\"a \\\"quoted\\\" \\\\ one\\n\"} 5\n", _store.Read(), StringComparison.Ordinal);
    }

    [Fact]
    public void Histograms_count_what_is_at_or_below_each_bound()
    {
        var histogram = _meter.CreateHistogram("test.sizes", advice: new InstrumentAdvice<long> { HistogramBucketBoundaries = [1, 10] });

        foreach (var value in new long[] { 1, 5, 100 }) histogram.Record(value);

        Assert.Contains(
            "test_sizes_bucket{le=\"1\"} 1\ntest_sizes_bucket{le=\"10\"} 2\ntest_sizes_bucket{le=\"+Inf\"} 3\ntest_sizes_sum 106\ntest_sizes_count 3\n",
            _store.Read(), StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_observed_is_what_is_there_now()
    {
        var values = new List<Measurement<int>> { new(7, new KeyValuePair<string, object?>("pool", "a")) };
        _meter.CreateObservableGauge("test.places", () => values);
        Assert.Contains("test_places{pool=\"a\"} 7\n", _store.Read(), StringComparison.Ordinal);

        values[0] = new(8, new KeyValuePair<string, object?>("pool", "b"));

        Assert.Contains("test_places{pool=\"b\"} 8\n", _store.Read(), StringComparison.Ordinal);
        Assert.DoesNotContain("pool=\"a\"", _store.Read(), StringComparison.Ordinal);
    }

    [Fact]
    public void More_labels_than_there_is_room_for_are_counted_together()
    {
        var counter = _meter.CreateCounter<long>("test.many");

        for (var index = 0; index < MetricFamily.MostSeries + 10; index++) counter.Add(1, new KeyValuePair<string, object?>("id", index));

        Assert.Contains("test_many_total{otel_metric_overflow=\"true\"} 10\n", _store.Read(), StringComparison.Ordinal);
    }

    public void Dispose()
    {
        _store.Dispose();
        _meter.Dispose();
    }
}
