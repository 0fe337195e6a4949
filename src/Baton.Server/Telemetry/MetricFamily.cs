using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;

namespace Baton.Server.Telemetry;

/// <summary>The measurements of one name, by labels.</summary>
/// <remarks>Safe for concurrent use.</remarks>
internal sealed class MetricFamily
{
    /// <summary>The most combinations of labels; what comes after them is counted together.</summary>
    public const int MostSeries = 2_000;

    private const string Overflow = "otel_metric_overflow=\"true\"";
    private static readonly double[] Buckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

    [ThreadStatic]
    private static StringBuilder? scratch;

    private readonly ConcurrentDictionary<string, MetricSeries> _series = new(StringComparer.Ordinal);
    private readonly string _name;
    private readonly string? _help;
    private readonly string _type;
    private readonly double[]? _bounds;
    private readonly bool _adds;
    private readonly bool _isObserved;

    public MetricFamily(string name, Instrument instrument)
    {
        (_name, _help, _isObserved) = (name, instrument.Description, instrument.IsObservable);
        var kind = instrument.GetType().Name;
        _bounds = kind.StartsWith("Histogram", StringComparison.Ordinal) ? Bounds(instrument) : null;
        var counts = kind.StartsWith("Counter", StringComparison.Ordinal) || kind.StartsWith("ObservableCounter", StringComparison.Ordinal);
        _type = _bounds is not null ? "histogram" : counts ? "counter" : "gauge";
        _adds = !_isObserved && !kind.StartsWith("Gauge", StringComparison.Ordinal);
    }

    public void Add(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var series = Of(tags);
        lock (series)
        {
            if (_bounds is not null) series.Observe(value, _bounds);
            else if (_adds) series.Sum += value;
            else series.Sum = value;
        }
    }

    /// <summary>What is observed is asked for anew at each reading; what is not there any more is not shown.</summary>
    public void ForgetObserved()
    {
        if (_isObserved) _series.Clear();
    }

    public void Write(StringBuilder text)
    {
        if (_series.IsEmpty) return;
        if (_help is not null) text.Append(CultureInfo.InvariantCulture, $"# HELP {_name} {PrometheusText.Help(_help)}\n");
        text.Append(CultureInfo.InvariantCulture, $"# TYPE {_name} {_type}\n");
        foreach (var (labels, series) in _series.OrderBy(series => series.Key, StringComparer.Ordinal))
        {
            lock (series)
            {
                if (_bounds is null) PrometheusText.Line(text, _name, labels, series.Sum);
                else series.Write(text, _name, labels, _bounds);
            }
        }
    }

    private MetricSeries Of(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var labels = scratch ??= new StringBuilder();
        labels.Clear();
        PrometheusText.Labels(labels, tags);
        Span<char> letters = stackalloc char[512];
        if (labels.Length <= letters.Length)
        {
            labels.CopyTo(0, letters, labels.Length);
            if (_series.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(letters[..labels.Length], out var known)) return known;
        }

        var key = _series.Count < MostSeries ? labels.ToString() : Overflow;
        return _series.GetOrAdd(key, static (_, bounds) => new MetricSeries(bounds), _bounds?.Length ?? 0);
    }

    private static double[] Bounds(Instrument instrument) => instrument switch
    {
        Instrument<double> { Advice.HistogramBucketBoundaries: { } bounds } => [.. bounds],
        Instrument<long> { Advice.HistogramBucketBoundaries: { } bounds } => [.. bounds.Select(bound => (double)bound)],
        _ => Buckets,
    };
}
