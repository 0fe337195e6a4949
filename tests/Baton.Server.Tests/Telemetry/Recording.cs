using System.Collections.Concurrent;
using System.Diagnostics;
using Baton.Engine.Telemetry;

namespace Baton.Server.Tests.Telemetry;

/// <summary>Listens to spans of this process while it lives. Tests that use it run alone: spans are seen across hosts.</summary>
internal sealed class Recording : IDisposable
{
    private readonly ConcurrentQueue<Activity> _ended = new();
    private readonly ActivityListener _listener;

    public Recording(ActivitySamplingResult sampling = ActivitySamplingResult.AllDataAndRecorded, Action? onStart = null)
    {
        _listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name is BatonTelemetry.Name or "Microsoft.AspNetCore",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => sampling,
            ActivityStarted = _ => onStart?.Invoke(),
            ActivityStopped = _ended.Enqueue,
        };
        ActivitySource.AddActivityListener(_listener);
    }

    public IReadOnlyCollection<Activity> Ended => _ended;

    public void Dispose() => _listener.Dispose();
}

/// <summary>Tests that listen to what the whole process does.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class AloneCollection
{
    public const string Name = "alone";
}
