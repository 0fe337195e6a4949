using System.Diagnostics.Metrics;

namespace Baton.Engine.Telemetry;

/// <summary>Records measurements. As with spans: what a listener throws stays here.</summary>
internal static class Measure
{
    public static void Add(Counter<long> counter, long delta, params ReadOnlySpan<KeyValuePair<string, object?>> tags)
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
