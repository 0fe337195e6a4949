using System.Diagnostics.Metrics;
using Baton.Engine.Telemetry;

namespace Baton.Server.Telemetry;

/// <summary>What exporting itself measures.</summary>
internal static class ExportMeasures
{
    public static readonly Counter<long> Ended = BatonTelemetry.Meter.CreateCounter<long>(
        "baton.telemetry.spans.ended", "{span}", "Spans that ended and are to be exported.");

    public static readonly Counter<long> Trees = BatonTelemetry.Meter.CreateCounter<long>(
        "baton.telemetry.tail", "{run}", "Runs that were looked at for export at their ends: error, slow, cost, tag (why they were exported), not_taken, dropped (too many at once) or failed.");

    public static readonly Counter<long> Spans = BatonTelemetry.Meter.CreateCounter<long>(
        "baton.telemetry.spans", "{span}", "Spans that were exported, or that the receiver did not take. What ended and is in neither is queued, or was dropped because the queue was full.");
}
