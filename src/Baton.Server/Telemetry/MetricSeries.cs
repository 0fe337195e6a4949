using System.Text;

namespace Baton.Server.Telemetry;

/// <summary>The measurements of one name with one combination of labels.</summary>
/// <remarks>Under its own lock.</remarks>
internal sealed class MetricSeries(int bounds)
{
    private readonly long[] _counts = new long[bounds + 1];
    private long _count;

    public double Sum { get; set; }

    public void Observe(double value, double[] bounds)
    {
        var index = 0;
        while (index < bounds.Length && value > bounds[index]) index++;
        _counts[index]++;
        _count++;
        Sum += value;
    }

    public void Write(StringBuilder text, string name, string labels, double[] bounds)
    {
        var below = 0L;
        var before = labels.Length == 0 ? "" : labels + ",";
        for (var index = 0; index < bounds.Length; index++)
        {
            below += _counts[index];
            PrometheusText.Line(text, $"{name}_bucket", $"{before}le=\"{PrometheusText.Number(bounds[index])}\"", below);
        }

        PrometheusText.Line(text, $"{name}_bucket", $"{before}le=\"+Inf\"", _count);
        PrometheusText.Line(text, $"{name}_sum", labels, Sum);
        PrometheusText.Line(text, $"{name}_count", labels, _count);
    }
}
