using System.Diagnostics;
using Baton.Engine.Effects;
using Baton.Engine.Runs;
using Baton.Graphs;

namespace Baton.Engine.Telemetry;

/// <summary>One visit of a node: what a node that waits does before and after the wait are two.</summary>
internal sealed class NodeObservation : IDisposable
{
    private readonly RunActivation _run;
    private readonly string _graph;
    private readonly Node _node;
    private readonly Activity? _span;
    private readonly long _begun = Stopwatch.GetTimestamp();
    private string? _outcome;

    private NodeObservation(RunActivation run, string graph, Node node, string visit)
    {
        (_run, _graph, _node) = (run, graph, node);
        _span = Span.Inside(TelemetryNames.Node, node.Name);
        if (_span is null) return;
        _span.SetTag(TelemetryNames.Run, run.Row.Id.ToString());
        _span.SetTag(TelemetryNames.Graph, graph);
        _span.SetTag(TelemetryNames.NodeName, node.Name);
        _span.SetTag(TelemetryNames.NodeKind, node.Kind);
        _span.SetTag(TelemetryNames.Visit, visit);
    }

    /// <summary>Begins it.</summary>
    /// <returns>Null where nobody listens.</returns>
    public static NodeObservation? Begin(RunActivation run, RunFrame frame, Node node, string visit) =>
        BatonTelemetry.IsRecording || EngineMeasures.NodeDuration.Enabled ? new NodeObservation(run, frame.Graph.Id, node, visit) : null;

    public void Completed() => _outcome = "ok";

    public void Failed(Exception exception)
    {
        _outcome = "error";
        if (_span is null) return;
        Span.Fail(_span, exception is RecordedFailureException recorded ? recorded.Error.Code : RunFailure.Describe(exception).Code);
    }

    public void Dispose()
    {
        _outcome ??= _run.Cancel is not null || _run.TimeUp is not null || _run.Parts.IsDraining ? "stopped" : "suspended";
        Measure.Record(
            EngineMeasures.NodeDuration, Stopwatch.GetElapsedTime(_begun).TotalSeconds, new(TelemetryNames.Graph, _graph), new(TelemetryNames.NodeName, _node.Name),
            new(TelemetryNames.NodeKind, _node.Kind), new(TelemetryNames.Outcome, _outcome));
        if (_span is null) return;
        _span.SetTag(TelemetryNames.Outcome, _outcome);
        if (_node is ApprovalNode && _outcome is "ok" or "suspended") _span.SetTag(TelemetryNames.Approval, _outcome == "ok" ? "settled" : "asked");
        Span.End(_span);
    }
}
