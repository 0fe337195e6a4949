using System.Diagnostics;
using Baton.Engine.Telemetry;
using Baton.Errors;
using Baton.Graphs;

namespace Baton.Engine.RemoteAgents;

/// <summary>One call of an agent, its tries included: a span, and its time and outcome by agent, version and stage. Never what was said.</summary>
internal sealed class RemoteObservation : IDisposable
{
    private readonly RemoteTarget _target;
    private readonly string _stage;
    private readonly Activity? _span;

    private RemoteObservation(RemoteTarget target, RemoteRequest request)
    {
        _target = target;
        _stage = Labels.Name(request.Stage) ?? "none";
        _span = Span.Inside(TelemetryNames.InvokeAgent, target.Agent, ActivityKind.Client);
        if (_span is null) return;
        _span.SetTag(TelemetryNames.Operation, TelemetryNames.InvokeAgent);
        _span.SetTag(TelemetryNames.AgentName, target.Agent);
        _span.SetTag(TelemetryNames.RemoteVersion, target.Version);
        _span.SetTag(TelemetryNames.Stage, _stage);
        if (!Uri.TryCreate(target.Address, UriKind.Absolute, out var address) || address.Host.Length == 0) return;
        _span.SetTag(TelemetryNames.ServerAddress, address.Host);
        _span.SetTag(TelemetryNames.ServerPort, address.Port);
    }

    /// <summary>Begins it; ends with the asynchronous method that calls this.</summary>
    public static RemoteObservation Begin(RemoteTarget target, RemoteRequest request) => new(target, request);

    /// <summary>Notes how it ended.</summary>
    public void Ended(RemoteOutcome outcome, TimeSpan took)
    {
        var word = Word(outcome);
        _span?.SetTag(TelemetryNames.Outcome, word);
        if (outcome.Failure is { } failure) Span.Fail(_span, failure.Code);
        Measure.Record(RemoteMeasures.Duration, took.TotalSeconds, Tags(word));
        if (outcome.Failure is not null) Measure.Add(RemoteMeasures.Errors, 1, Tags(word));
    }

    /// <summary>Notes that it was left: the run waits, stops, or failed with something of its own.</summary>
    public void Left(Exception exception) => Span.Leave(_span, exception);

    public void Dispose() => Span.End(_span);

    private KeyValuePair<string, object?>[] Tags(string outcome) =>
    [
        new(TelemetryNames.RemoteAgent, _target.Agent), new(TelemetryNames.RemoteVersion, _target.Version),
        new(TelemetryNames.Stage, _stage), new(TelemetryNames.Outcome, outcome),
    ];

    private static string Word(RemoteOutcome outcome) => outcome switch
    {
        { Reply.IsInputRequired: true } => "input_required",
        { Reply: not null } => "ok",
        { Failure.Code: ErrorCodes.RemoteAgentTimeout } => "timeout",
        { Failure.Code: ErrorCodes.RemoteAgentUnreachable } => "unreachable",
        { Failure.Code: ErrorCodes.CircuitOpen } => "circuit_open",
        { Failure.Code: ErrorCodes.RemoteAnswerInvalid } => "invalid",
        { Failure.Code: ErrorCodes.RemoteTaskRejected } => "rejected",
        { Failure.Code: ErrorCodes.RemoteTaskFailed or ErrorCodes.RemoteTaskCanceled } => "failed",
        _ => "refused",
    };
}
