using System.Diagnostics.Metrics;
using Baton.Engine.Stores.Messages;
using Baton.Engine.Telemetry;

namespace Baton.Engine.Messages;

/// <summary>What the message log measures. Only the server that indexes has anything to tell.</summary>
internal sealed class MessageMeasures : IDisposable
{
    private static readonly Counter<long> Indexed = BatonTelemetry.Meter.CreateCounter<long>("baton.messages.indexed", "{message}", "Messages written to the log.");
    private static readonly Counter<long> Removed = BatonTelemetry.Meter.CreateCounter<long>("baton.messages.removed", "{message}", "Messages that grew older than the log keeps them.");

    // Its own: the gauges go with the host that they look into.
    private readonly Meter _meter = new(BatonTelemetry.Name);
    private volatile MessageBacklog? _backlog;

    public MessageMeasures()
    {
        _meter.CreateObservableGauge("baton.messages.lag", () => Each(backlog => backlog.Oldest?.TotalSeconds ?? 0), "s", "How long the oldest run waits whose messages are not indexed.");
        _meter.CreateObservableGauge("baton.messages.backlog", () => Each(backlog => backlog.Runs), "{run}", "Runs whose messages are not all indexed.");
    }

    /// <summary>What was seen last; null where another server indexes.</summary>
    public MessageBacklog? Backlog
    {
        get => _backlog;
        set => _backlog = value;
    }

    public static void Wrote(int messages) => Measure.Add(Indexed, messages);

    public static void Pruned(int messages) => Measure.Add(Removed, messages);

    public void Dispose() => _meter.Dispose();

    private IEnumerable<Measurement<T>> Each<T>(Func<MessageBacklog, T> value)
        where T : struct => _backlog is { } backlog ? [new Measurement<T>(value(backlog))] : [];
}
