using System.Diagnostics;
using Baton.Graphs;

namespace Baton.Engine.Telemetry;

/// <summary>One try of an effect. Calls of models and tools have spans of their own, made where they are called.</summary>
internal sealed class EffectObservation : IDisposable
{
    private readonly string _kind;
    private readonly Activity? _span;
    private readonly long _begun = Stopwatch.GetTimestamp();
    private string _outcome = "ok";

    private EffectObservation(string visit, string name, EffectKind kind, int attempt, bool isRepeated)
    {
        _kind = kind switch { EffectKind.Model => "model", EffectKind.Tool => "tool", _ => "call" };
        if (attempt > 1) Measure.Add(EngineMeasures.Retries, 1, new KeyValuePair<string, object?>(TelemetryNames.EffectKind, _kind));
        if (!BatonTelemetry.IsRecording) return;
        EffectTry.Current = new EffectTry(attempt, isRepeated);
        if (kind != EffectKind.Call) return;
        _span = Span.Inside(TelemetryNames.Effect, name);
        _span?.SetTag(TelemetryNames.EffectName, name);
        _span?.SetTag(TelemetryNames.Visit, visit);
        if (attempt > 1) _span?.SetTag(TelemetryNames.Retry, attempt - 1);
        if (isRepeated) _span?.SetTag(TelemetryNames.Repeated, true);
    }

    /// <summary>Begins it; ends with the asynchronous method that calls this.</summary>
    /// <returns>Null where nobody listens.</returns>
    public static EffectObservation? Begin(string visit, string name, EffectKind kind, int attempt, bool isRepeated) =>
        BatonTelemetry.IsRecording || EngineMeasures.EffectDuration.Enabled || EngineMeasures.Retries.Enabled
            ? new EffectObservation(visit, name, kind, attempt, isRepeated)
            : null;

    public void Failed(Exception exception)
    {
        _outcome = "error";
        if (_span is not null) Span.Fail(_span, Runs.RunFailure.Describe(exception).Code);
    }

    public void Dispose()
    {
        Measure.Record(
            EngineMeasures.EffectDuration, Stopwatch.GetElapsedTime(_begun).TotalSeconds, new(TelemetryNames.EffectKind, _kind), new(TelemetryNames.Outcome, _outcome));
        Span.End(_span);
    }
}
