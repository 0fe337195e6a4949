using System.Diagnostics;

namespace Baton.Engine.Telemetry;

/// <summary>What the model calls inside a span came to; a call counts for every span around it in this process.</summary>
/// <remarks>Safe for concurrent use.</remarks>
public sealed class CallTotals
{
    private static readonly AsyncLocal<CallTotals?> Ambient = new();
    private readonly CallTotals? _outer = Ambient.Value;
    private readonly Lock _gate = new();
    private long _calls;
    private double _latencyMs;
    private decimal _costUsd;

    private CallTotals()
    {
    }

    /// <summary>Begins to count for a span; ends with the asynchronous method that calls it.</summary>
    public static CallTotals Begin() => Ambient.Value = new CallTotals();

    /// <summary>Counts a call, where something counts.</summary>
    public static void Add(TimeSpan latency, decimal? costUsd)
    {
        for (var totals = Ambient.Value; totals is not null; totals = totals._outer) totals.Count(latency, costUsd ?? 0);
    }

    /// <summary>Writes the totals on a span.</summary>
    public void WriteTo(Activity span)
    {
        lock (_gate)
        {
            if (_calls == 0) return;
            span.SetTag(TelemetryNames.ModelCalls, _calls);
            span.SetTag(TelemetryNames.ModelLatency, (long)_latencyMs);
            span.SetTag(TelemetryNames.CostUsd, (double)_costUsd);
        }
    }

    private void Count(TimeSpan latency, decimal costUsd)
    {
        lock (_gate)
        {
            _calls++;
            _latencyMs += latency.TotalMilliseconds;
            _costUsd += costUsd;
        }
    }
}
