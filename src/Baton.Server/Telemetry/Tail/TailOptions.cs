namespace Baton.Server.Telemetry.Tail;

/// <summary>
/// Which runs are exported although their traces are not among the share that is (<see cref="TelemetryOptions.SampleRatio"/>): decided once, at
/// the end of the run at the top of a tree. Configuration section <c>Baton:Telemetry:Tail</c>.
/// </summary>
public sealed class TailOptions
{
    /// <summary>False decides nothing at the end. Default true.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>Trees in which a run ended with an error or a timeout. Default true.</summary>
    public bool Errors { get; set; } = true;

    /// <summary>
    /// Runs that took this many seconds or more, from acceptance to end; waits for people, events and times do not count. Null for none.
    /// Default 60.
    /// </summary>
    public double? SlowSeconds { get; set; } = 60;

    /// <summary>Trees whose model calls came to this many US dollars or more. Null for none. Default 1.</summary>
    public decimal? CostUsd { get; set; } = 1;

    /// <summary>Runs whose metadata have this key with a value. Null for none. Default <c>experiment</c>.</summary>
    public string? Tag { get; set; } = "experiment";

    /// <summary>How many ended runs may wait to be looked at; what does not fit is dropped and counted. Default 4,096.</summary>
    public int Queue { get; set; } = 4_096;
}
