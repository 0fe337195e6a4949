using System.Diagnostics.Metrics;
using Baton.Calls.Flow;
using Baton.Calls.Settings;
using Baton.Engine.Telemetry;

namespace Baton.Calls.Telemetry;

/// <summary>The instruments of calls. How long agents take, and how often they fail, is counted where they are asked.</summary>
internal static class CallMeasures
{
    private static readonly InstrumentAdvice<double> _seconds = new() { HistogramBucketBoundaries = [1, 5, 15, 30, 60, 120, 300, 600, 1_800, 3_600] };
    private static readonly Counter<long> _started = BatonTelemetry.Meter.CreateCounter<long>("baton.calls.started", "{call}", "Calls whose first turn was recorded.");
    private static readonly Counter<long> _completed = BatonTelemetry.Meter.CreateCounter<long>("baton.calls.completed", "{call}", "Calls that were completed.");
    private static readonly Counter<long> _expired = BatonTelemetry.Meter.CreateCounter<long>("baton.calls.expired", "{call}", "Calls that were removed because nothing came any more.");
    private static readonly Counter<long> _turns = BatonTelemetry.Meter.CreateCounter<long>("baton.calls.turns", "{turn}", "Turns by stage, intent and outcome.");
    private static readonly Histogram<double> _duration = BatonTelemetry.Meter.CreateHistogram("baton.call.duration", "s", "From a call's first turn to its completion.", advice: _seconds);

    /// <summary>Counts a turn that is being recorded.</summary>
    /// <param name="step">The step.</param>
    /// <param name="after">The session after it, without the step.</param>
    /// <param name="stage">The stage, or null where it is gone.</param>
    /// <param name="settings">The map: names of intents that it does not have are not told, since they could be anything.</param>
    public static void Turn(CallStep step, CallState after, CallStage? stage, CallSettings settings)
    {
        if (after.Steps.Count == 0) Measure.Add(_started, 1);
        Measure.Add(
            _turns,
            1,
            new(TelemetryNames.Stage, stage?.Label.ToLowerInvariant() ?? "gone"),
            new("baton.intent", settings.Intent(step.Intent)?.Name ?? CallIntent.Unknown),
            new(TelemetryNames.Outcome, Outcome(step, after.Turn.Way)));
        if (!after.IsComplete) return;
        Measure.Add(_completed, 1);
        Measure.Record(_duration, (after.UpdatedAt - after.CreatedAt).TotalSeconds);
    }

    /// <summary>Counts calls that were removed.</summary>
    public static void Expired(int calls) => Measure.Add(_expired, calls);

    private static string Outcome(CallStep step, TurnWay way) => way switch
    {
        TurnWay.WrongStage => "wrong_stage",
        _ when step.ResponseStatus == CallStep.Error => "error",
        TurnWay.Fallback => "fallback",
        _ => "success",
    };
}
