using System.Diagnostics.Metrics;

namespace Baton.Engine.Telemetry;

/// <summary>Records measurements. As with spans: what a listener throws stays here.</summary>
public static class Measure
{
    /// <summary>Adds to a counter.</summary>
    public static void Add<T>(Counter<T> counter, T delta, params ReadOnlySpan<KeyValuePair<string, object?>> tags)
        where T : struct
    {
        if (!counter.Enabled) return;
        try
        {
            counter.Add(delta, tags);
        }
        catch (Exception)
        {
            Span.Failed();
        }
    }

    /// <summary>Records a value.</summary>
    public static void Record<T>(Histogram<T> histogram, T value, params ReadOnlySpan<KeyValuePair<string, object?>> tags)
        where T : struct
    {
        if (!histogram.Enabled) return;
        try
        {
            histogram.Record(value, tags);
        }
        catch (Exception)
        {
            Span.Failed();
        }
    }
}
