using System.Collections.Frozen;
using Baton.Engine.Telemetry;

namespace Baton.Server.Telemetry;

/// <summary>Whose measurements are exported and shown at <c>/metrics</c>: Baton's, the web server's and the runtime's.</summary>
internal static class ExportedMeters
{
    public static FrozenSet<string> Names { get; } = FrozenSet.Create(
        StringComparer.Ordinal, BatonTelemetry.Name, "System.Runtime", "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel");
}
