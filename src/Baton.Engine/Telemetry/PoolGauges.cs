using System.Diagnostics.Metrics;
using Baton.Engine.Hosting;
using Baton.Engine.Pools;
using Baton.Engine.Runs;

namespace Baton.Engine.Telemetry;

/// <summary>Measures pools and what is under execution, every few seconds while somebody listens.</summary>
internal sealed class PoolGauges : IEngineLoop, IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);
    private readonly IPools _pools;
    private readonly RunDispatcher _dispatcher;

    // Its own: the gauges go with the host that they look into.
    private readonly Meter _meter = new(BatonTelemetry.Name);
    private readonly ObservableGauge<int> _places;
    private volatile IReadOnlyList<PoolStatus> _seen = [];

    public PoolGauges(IPools pools, RunDispatcher dispatcher)
    {
        (_pools, _dispatcher) = (pools, dispatcher);
        _places = _meter.CreateObservableGauge("baton.pool.places", () => Each(pool => pool.Share ?? pool.Concurrency), "{run}", "The most runs of the pool that this server executes now.");
        _meter.CreateObservableGauge("baton.pool.executing", () => Each(pool => pool.RunningHere), "{run}", "Runs of the pool under execution on this server.");
        _meter.CreateObservableGauge("baton.pool.running", () => Each(pool => pool.Running), "{run}", "Runs of the pool under execution on all servers of the store.");
        _meter.CreateObservableGauge("baton.pool.pending", () => Each(pool => pool.Pending), "{run}", "Runs of the pool that are pending in the store.");
        _meter.CreateObservableGauge("baton.pool.oldest", OldestAges, "s", "How long the pool's first run has been pending.");
        _meter.CreateObservableGauge("baton.runs.executing", () => _dispatcher.Executing, "{run}", "Runs under execution on this server.");
        _meter.CreateObservableCounter("baton.telemetry.failures", () => Span.Failures, "{failure}", "How often a listener to telemetry threw.");
    }

    public async Task RunAsync(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                if (_places.Enabled) _seen = await _pools.ListAsync(stopping);
            }
            catch (Exception) when (!stopping.IsCancellationRequested)
            {
                // What the store cannot say now it says in a moment; nothing hangs on it.
                Span.Failed();
            }
            catch (OperationCanceledException)
            {
                return;
            }

            // In real time, as scrapes come: a clock that a test moves by hours would be held up at every interval.
            await Task.Delay(Interval, TimeProvider.System, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    public void Dispose() => _meter.Dispose();

    private IEnumerable<Measurement<int>> Each(Func<PoolStatus, int> value) =>
        _seen.Select(pool => new Measurement<int>(value(pool), new KeyValuePair<string, object?>(TelemetryNames.Pool, pool.Pool)));

    private IEnumerable<Measurement<double>> OldestAges() => _seen.Where(pool => pool.OldestAge is not null)
        .Select(pool => new Measurement<double>(pool.OldestAge!.Value.TotalSeconds, new KeyValuePair<string, object?>(TelemetryNames.Pool, pool.Pool)));
}
