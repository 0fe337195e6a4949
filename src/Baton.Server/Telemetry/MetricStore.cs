using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Text;

namespace Baton.Server.Telemetry;

/// <summary>
/// Adds measurements up for whoever scrapes them. It begins with the first scrape: where nobody asks, nothing is counted and nothing costs.
/// </summary>
/// <remarks>Safe for concurrent use.</remarks>
internal sealed class MetricStore : IDisposable
{
    private readonly ConcurrentDictionary<string, MetricFamily> _families = new(StringComparer.Ordinal);
    private readonly Lock _reading = new();
    private MeterListener? _listener;

    /// <summary>Everything, in Prometheus' text format.</summary>
    public string Read()
    {
        lock (_reading)
        {
            _listener ??= Listen();
            foreach (var family in _families.Values) family.ForgetObserved();
            _listener.RecordObservableInstruments();
            var text = new StringBuilder();
            foreach (var (_, family) in _families.OrderBy(family => family.Key, StringComparer.Ordinal)) family.Write(text);
            return text.ToString();
        }
    }

    public void Dispose() => _listener?.Dispose();

    private MeterListener Listen()
    {
        var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (!ExportedMeters.Names.Contains(instrument.Meter.Name)) return;
                var family = _families.GetOrAdd(PrometheusText.Name(instrument), static (name, about) => new MetricFamily(name, about), instrument);
                listener.EnableMeasurementEvents(instrument, family);
            },
        };
        listener.SetMeasurementEventCallback<double>(static (_, value, tags, family) => ((MetricFamily)family!).Add(value, tags));
        listener.SetMeasurementEventCallback<long>(static (_, value, tags, family) => ((MetricFamily)family!).Add(value, tags));
        listener.SetMeasurementEventCallback<int>(static (_, value, tags, family) => ((MetricFamily)family!).Add(value, tags));
        listener.Start();
        return listener;
    }
}
