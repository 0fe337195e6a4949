using System.Diagnostics.Metrics;
using Baton.Engine.Circuits;
using Baton.Engine.Runs;
using Baton.Engine.Telemetry;
using Microsoft.Extensions.DependencyInjection;

namespace Baton.Server.Alerts;

/// <summary>What this server alone knows: how its runs ended, how long its agents took, which of its circuits are open. Only for the rules there are.</summary>
/// <remarks>Safe for concurrent use.</remarks>
internal sealed class ServerSamples : IDisposable
{
    public const int Well = 0;
    public const int Failed = 1;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, SampleSlots> _series;
    private readonly List<AlertRule> _rules;
    private readonly TimeProvider _time;
    private readonly IServiceProvider _services;
    private readonly IDisposable? _ends;
    private readonly MeterListener? _listener;

    public ServerSamples(AlertSettings settings, RunEnds ends, TimeProvider time, IServiceProvider services)
    {
        (_time, _services) = (time, services);
        _rules = [.. settings.Rules.Where(rule => rule.IsSampled)];
        _series = _rules.ToDictionary(rule => rule.Name, rule => new SampleSlots(rule.Window), StringComparer.OrdinalIgnoreCase);
        if (_rules.Exists(rule => rule.Kind == AlertKind.ErrorRate)) _ends = ends.Listen(Ended);
        if (_rules.Exists(rule => rule.Kind == AlertKind.AgentLatency)) _listener = Listen();
    }

    /// <summary>What there is now, in a form that can be kept.</summary>
    public SampleRecord Take()
    {
        var now = _time.GetUtcNow();
        var open = _services.GetService<ICircuits>()?.List().Where(circuit => circuit.State != CircuitState.Closed)
            .Select(circuit => $"{circuit.Kind.Word()} {circuit.Name}");
        lock (_gate)
        {
            foreach (var series in _series.Values) series.Forget(now);
            return new SampleRecord(now, [.. open ?? []], _series.ToDictionary(
                series => series.Key,
                series => series.Value.Slots.ToDictionary(slot => slot.Key, slot => new Dictionary<int, long>(slot.Value)),
                StringComparer.OrdinalIgnoreCase));
        }
    }

    public void Dispose()
    {
        _ends?.Dispose();
        _listener?.Dispose();
    }

    private void Ended(EndedRun ended)
    {
        var run = ended.Run;

        // A cancelled run says nothing about how well things go.
        if (run.Status is not (RunStatus.Success or RunStatus.Error or RunStatus.Timeout)) return;
        Add(
            rule => rule.Kind == AlertKind.ErrorRate && rule.Tenant == run.Tenant && (rule.Graph ?? run.Graph) == run.Graph && (rule.Pool ?? run.Pool) == run.Pool,
            run.Status == RunStatus.Success ? Well : Failed);
    }

    private void Add(Func<AlertRule, bool> fits, int bucket)
    {
        var now = _time.GetUtcNow();
        lock (_gate)
        {
            foreach (var rule in _rules.Where(fits)) _series[rule.Name].Add(bucket, now);
        }
    }

    private MeterListener Listen()
    {
        string[] names = [GenAiConventions.V141.AgentDuration, GenAiConventions.Latest.AgentDuration];
        var listener = new MeterListener
        {
            InstrumentPublished = (instrument, meters) =>
            {
                if (instrument.Meter.Name == BatonTelemetry.Name && names.Contains(instrument.Name)) meters.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<double>((_, seconds, tags, _) =>
        {
            foreach (var tag in tags)
            {
                if (tag is { Key: TelemetryNames.AgentName, Value: string agent }) Add(rule => rule.Kind == AlertKind.AgentLatency && rule.Agent == agent, SampleSlots.BucketOf(seconds));
            }
        });
        listener.Start();
        return listener;
    }
}

/// <summary>What a server has seen, as the store keeps it for the others.</summary>
/// <param name="At">When it said so.</param>
/// <param name="Open">Its open circuits.</param>
/// <param name="Series">By rule, slot and bucket: how many.</param>
internal sealed record SampleRecord(DateTimeOffset At, IReadOnlyList<string> Open, Dictionary<string, Dictionary<long, Dictionary<int, long>>> Series);
