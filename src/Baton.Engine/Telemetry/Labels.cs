using System.Diagnostics;
using System.Text.Json;
using Baton.Engine.Stores;

namespace Baton.Engine.Telemetry;

/// <summary>Names on spans that come from outside. What does not have the form of a name is left out: it could be anything.</summary>
public static class Labels
{
    private const int Longest = 64;

    /// <summary>Notes the feature, the vertical and the experiment that a run's metadata name.</summary>
    private static void Write(Activity span, JsonElement? metadata)
    {
        if (metadata is not { ValueKind: JsonValueKind.Object } named) return;
        span.SetTag(TelemetryNames.Feature, Read(named, "feature"));
        span.SetTag(TelemetryNames.Vertical, Read(named, "vertical"));
        span.SetTag(TelemetryNames.Experiment, Read(named, "experiment"));
    }

    /// <summary>Who a run is.</summary>
    public static void Write(Activity span, RunRow run)
    {
        ArgumentNullException.ThrowIfNull(span);
        ArgumentNullException.ThrowIfNull(run);
        span.SetTag(TelemetryNames.Run, run.Id.ToString());
        span.SetTag(TelemetryNames.Tenant, run.Tenant);
        span.SetTag(TelemetryNames.Graph, run.Graph);
        span.SetTag(TelemetryNames.Version, run.Version);
        span.SetTag(TelemetryNames.Pool, run.Pool);
        span.SetTag(TelemetryNames.Conversation, run.Thread);
        if (run.Parent is { } parent)
        {
            span.SetTag(TelemetryNames.ParentRun, parent.Run.ToString());
            span.SetTag(TelemetryNames.RootRun, parent.Root.ToString());
        }

        Write(span, run.Metadata);
    }

    /// <summary>The text as a name; null where it has another form.</summary>
    public static string? Name(string? text) =>
        text is { Length: > 0 and <= Longest } && text.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '-' or '.') ? text : null;

    private static string? Read(JsonElement metadata, string name) =>
        metadata.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? Name(value.GetString()) : null;
}
