using System.Diagnostics;

namespace Baton.Engine.Telemetry;

/// <summary>
/// Takes a run's trace up for one effect where the trace is left out, so that whatever goes out carries its id and whoever gets it decides alike.
/// </summary>
internal static class EffectTrace
{
    /// <summary>Takes it up; ends with the asynchronous method that calls this.</summary>
    /// <returns>What is to be disposed of; null where a trace is current anyway, or nobody listens.</returns>
    public static IDisposable? TakeUp(string? trace)
    {
        if (trace is null || !BatonTelemetry.IsTracing || Activity.Current is not null) return null;
        return ActivityContext.TryParse(trace, null, isRemote: true, out var origin)
            ? new Taken(Span.Begin(TelemetryNames.Effect, ActivityKind.Internal, origin, null, null))
            : null;
    }

    private sealed class Taken(Activity? span) : IDisposable
    {
        public void Dispose() => Span.End(span);
    }
}
