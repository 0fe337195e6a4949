using System.Diagnostics;
using OpenTelemetry;

namespace Baton.Server.Telemetry.Tail;

/// <summary>Gathers the spans of one tree and sends them, parents first: a tree is sent whole, or from its top as far as the receiver takes it.</summary>
/// <remarks>For one caller at a time.</remarks>
internal sealed class TailBatch(CountedExporter target) : BaseExportProcessor<Activity>(target)
{
    private const int BatchSize = 512;
    private readonly List<Activity> _spans = [];

    /// <returns>False where the receiver did not take all.</returns>
    public bool Send()
    {
        try
        {
            foreach (var part in _spans.Chunk(BatchSize))
            {
                if (exporter.Export(new Batch<Activity>(part, part.Length)) != ExportResult.Success) return false;
            }

            return true;
        }
        finally
        {
            Forget();
        }
    }

    /// <summary>Drops what was gathered.</summary>
    public void Forget() => _spans.Clear();

    protected override void OnExport(Activity data) => _spans.Add(data);
}
