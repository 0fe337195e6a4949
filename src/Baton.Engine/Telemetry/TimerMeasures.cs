using Baton.Engine.Stores;

namespace Baton.Engine.Telemetry;

/// <summary>Counts the runs whose time has come, and how late they were brought back.</summary>
internal static class TimerMeasures
{
    public static void Brought(WakeOutcome outcome)
    {
        Measure.Add(EngineMeasures.TimersWoken, outcome.Claimed.Count + outcome.Woken);
        if (!EngineMeasures.TimerLateness.Enabled) return;
        foreach (var run in outcome.Claimed) Measure.Record(EngineMeasures.TimerLateness, run.Waited.TotalSeconds);
    }
}
