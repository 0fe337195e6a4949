using System.Collections.Frozen;
using System.Diagnostics;
using System.Reflection;
using Baton.Engine.Telemetry;
using OpenTelemetry;

namespace Baton.Server.Telemetry;

/// <summary>
/// Lets through what is known to be identity, call shape or cost, and nothing else: an address, a query or what somebody's code puts on the
/// current span may hold anything.
/// </summary>
internal sealed class AttributeFilter : BaseProcessor<Activity>
{
    private static readonly FrozenSet<string> Known = typeof(TelemetryNames).GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(name => (string)name.GetRawConstantValue()!)
        .Concat([
            "network.protocol.version", "url.scheme",
            GenAiConventions.V141.CacheWriteTokens, GenAiConventions.Latest.CacheWriteTokens, GenAiConventions.Latest.PromptVersion,
        ])
        .ToFrozenSet(StringComparer.Ordinal);

    public override void OnEnd(Activity data)
    {
        ArgumentNullException.ThrowIfNull(data);
        List<string>? unknown = null;
        foreach (ref readonly var tag in data.EnumerateTagObjects())
        {
            if (!Known.Contains(tag.Key)) (unknown ??= []).Add(tag.Key);
        }

        // A tag that is set to nothing is gone.
        foreach (var name in unknown ?? []) data.SetTag(name, null);
        if (data.StatusDescription is not null) data.SetStatus(data.Status);
        if (data.Recorded) Measure.Add(ExportMeasures.Ended, 1);
    }
}
