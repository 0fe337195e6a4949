using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Baton.Engine.Telemetry;

/// <summary>
/// Where Baton's spans and measurements come from. Whoever listens to <see cref="Name"/> gets them; while nobody does, nothing is made.
/// They say who, what shape and what cost, never what was said.
/// </summary>
public static class BatonTelemetry
{
    /// <summary>The name of the source and of the meter.</summary>
    public const string Name = "Baton";

    /// <summary>The source of spans.</summary>
    public static ActivitySource Source { get; } = new(Name);

    /// <summary>The meter.</summary>
    public static Meter Meter { get; } = new(Name);

    /// <summary>True while somebody listens to spans.</summary>
    public static bool IsTracing => Source.HasListeners();

    /// <summary>True where a span that begins now is part of one that is recorded.</summary>
    public static bool IsRecording => Source.HasListeners() && Activity.Current is { IsAllDataRequested: true };
}
