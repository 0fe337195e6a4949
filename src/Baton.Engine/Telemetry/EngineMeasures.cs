using System.Diagnostics.Metrics;

namespace Baton.Engine.Telemetry;

/// <summary>The engine's instruments. Recording costs a look while nobody listens.</summary>
internal static class EngineMeasures
{
    public static readonly InstrumentAdvice<double> Seconds = new()
    {
        HistogramBucketBoundaries = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300],
    };

    private static Meter Meter => BatonTelemetry.Meter;

    public static readonly Counter<long> RunsStarted = Meter.CreateCounter<long>("baton.runs.started", "{run}", "Runs accepted by this server.");

    public static readonly Counter<long> RunsFinished = Meter.CreateCounter<long>("baton.runs.finished", "{run}", "Runs that ended on this server.");

    public static readonly Counter<long> RunsParked = Meter.CreateCounter<long>("baton.runs.parked", "{run}", "How often a run came to wait or sleep.");

    public static readonly Histogram<double> RunDuration = Meter.CreateHistogram("baton.run.duration", "s", "From acceptance to end.", advice: Seconds);

    public static readonly Histogram<double> NodeDuration = Meter.CreateHistogram("baton.node.duration", "s", "One visit of a node; a wait ends it.", advice: Seconds);

    public static readonly Histogram<double> EffectDuration = Meter.CreateHistogram("baton.effect.duration", "s", "One try of an effect.", advice: Seconds);

    public static readonly Counter<long> Retries = Meter.CreateCounter<long>("baton.effect.retries", "{try}", "Tries of effects after the first.");

    public static readonly Counter<long> InterruptsOpened = Meter.CreateCounter<long>("baton.interrupts.opened", "{interrupt}", "Questions that people were asked.");

    public static readonly Counter<long> InterruptsClosed = Meter.CreateCounter<long>("baton.interrupts.closed", "{interrupt}", "Questions that were answered, ran out or were dropped.");

    public static readonly Histogram<double> PoolWait = Meter.CreateHistogram("baton.pool.wait", "s", "How long runs were pending for want of a place.", advice: Seconds);

    public static readonly Counter<long> TimersWoken = Meter.CreateCounter<long>("baton.timers.woken", "{run}", "Runs brought back by their timers.");

    public static readonly Histogram<double> TimerLateness = Meter.CreateHistogram("baton.timer.lateness", "s", "From a timer's time to its run's return.", advice: Seconds);

    public static readonly Counter<long> Webhooks = Meter.CreateCounter<long>("baton.webhooks", "{delivery}", "Tries to deliver a webhook.");
}
