using System.Diagnostics;

namespace Baton.Engine.Telemetry;

/// <summary>
/// Begins and ends spans. Listeners are others' code: what they throw is swallowed and counted, because telemetry that fails must fail
/// nothing else.
/// </summary>
public static class Span
{
    private static long failures;

    /// <summary>How often a listener threw.</summary>
    public static long Failures => Interlocked.Read(ref failures);

    /// <summary>Begins a span inside the current one, where that one is recorded.</summary>
    /// <param name="operation">The first word of its name.</param>
    /// <param name="subject">The second, a name from code or configuration.</param>
    /// <param name="kind">Its kind.</param>
    /// <returns>The span, or null where nothing is recorded.</returns>
    public static Activity? Inside(string operation, string subject, ActivityKind kind = ActivityKind.Internal) =>
        BatonTelemetry.IsRecording ? Begin($"{operation} {subject}", kind, default, null, null) : null;

    /// <summary>Begins a span.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="kind">Its kind.</param>
    /// <param name="parent">The span that it belongs to; none given, the current one.</param>
    /// <param name="tags">What samplers may look at.</param>
    /// <param name="links">Spans that it has to do with.</param>
    public static Activity? Begin(
        string name, ActivityKind kind, ActivityContext parent, IEnumerable<KeyValuePair<string, object?>>? tags, IEnumerable<ActivityLink>? links)
    {
        try
        {
            return BatonTelemetry.Source.StartActivity(name, kind, parent, tags, links);
        }
        catch (Exception)
        {
            Failed();
            return null;
        }
    }

    /// <summary>Ends a span.</summary>
    public static void End(Activity? span)
    {
        if (span is null) return;
        try
        {
            span.Dispose();
        }
        catch (Exception)
        {
            Failed();
        }
    }

    /// <summary>Counts a listener that threw.</summary>
    internal static void Failed() => Interlocked.Increment(ref failures);

    /// <summary>Notes on a span how its code was left: it failed, or it stopped because its run waits or is ended.</summary>
    /// <returns>The outcome in a word.</returns>
    public static string Leave(Activity? span, Exception exception)
    {
        var outcome = exception switch { Runs.StopSignal => "suspended", OperationCanceledException => "cut_off", _ => "error" };
        if (outcome == "error") Fail(span, (exception as Errors.BatonException)?.Code ?? exception.GetType().Name);
        span?.SetTag(TelemetryNames.Outcome, outcome);
        return outcome;
    }

    /// <summary>Notes on a span that it failed. Only what kind of failure: its text may repeat what somebody said.</summary>
    public static void Fail(Activity? span, string type)
    {
        if (span is null) return;
        span.SetTag(TelemetryNames.ErrorType, type);
        span.SetStatus(ActivityStatusCode.Error);
    }
}
