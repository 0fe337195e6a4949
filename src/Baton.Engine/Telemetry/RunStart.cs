using System.Diagnostics;
using Baton.Engine.Stores;

namespace Baton.Engine.Telemetry;

/// <summary>
/// The acceptance of a run. Its span is what the run's own spans belong to, wherever and whenever they are made: it is over at once, so no
/// one of them has a parent that was never exported.
/// </summary>
internal sealed class RunStart : IDisposable
{
    private readonly Activity? _span;

    private readonly string? _carried;

    private RunStart(Activity? span, string? carried = null) => (_span, _carried) = (span, carried);

    /// <summary>The trace context that the run carries (W3C <c>traceparent</c>), or null.</summary>
    public string? Trace => (_span ?? Activity.Current) is not { } current ? _carried
        : current.IsAllDataRequested ? current.Id
        : Outside(current) ?? current.Id;

    /// <summary>Begins it.</summary>
    /// <param name="graph">The run's graph.</param>
    /// <param name="carried">The trace that the starting run carries, where it is left out and so none is current.</param>
    /// <returns>Null where nobody listens.</returns>
    public static RunStart? Begin(string graph, string? carried = null)
    {
        if (!BatonTelemetry.IsTracing) return null;
        return carried is not null && Activity.Current is null
            ? new RunStart(null, carried)
            : new RunStart(Span.Begin($"{TelemetryNames.StartRun} {graph}", ActivityKind.Internal, default, null, null));
    }

    /// <summary>Notes what came of it.</summary>
    public static void Ended(RunStart? start, AcceptOutcome outcome)
    {
        if (outcome is { Status: AcceptStatus.Accepted, Run: { } accepted })
        {
            Measure.Add(EngineMeasures.RunsStarted, 1, new(TelemetryNames.Graph, accepted.Graph), new(TelemetryNames.Pool, accepted.Pool));
        }

        if (start?._span is not { IsAllDataRequested: true } span) return;
        span.SetTag(TelemetryNames.Outcome, outcome.Status.ToString().ToLowerInvariant());
        if (outcome.Run is { } run) Labels.Write(span, run);
    }

    public void Dispose() => Span.End(_span);

    /// <summary>
    /// In a trace that is left out here no span of this process will be there for a tree that is exported later; the caller's is, where the
    /// caller says that it was recorded.
    /// </summary>
    private static string? Outside(Activity current)
    {
        while (current.Parent is { } parent) current = parent;
        return current.HasRemoteParent && ActivityContext.TryParse(current.ParentId, null, out var origin) && origin.TraceFlags.HasFlag(ActivityTraceFlags.Recorded)
            ? current.ParentId
            : null;
    }
}
