namespace Baton.Engine.Circuits;

/// <summary>When a circuit opens, and for how long: <c>Baton:Agents:Circuit</c>.</summary>
public sealed record CircuitSettings
{
    /// <summary>The longest that a circuit stays open, whatever the other side asks for.</summary>
    public static TimeSpan LongestBreak { get; } = TimeSpan.FromMinutes(10);

    /// <summary>False where there are none.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>The share of calls that must fail within <see cref="Window"/>, above 0 to 1.</summary>
    public double FailureRatio { get; init; } = 0.5;

    /// <summary>How many calls there must have been within <see cref="Window"/>; at least 2.</summary>
    public int MinCalls { get; init; } = 8;

    /// <summary>The time that is looked back on.</summary>
    public TimeSpan Window { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long it is open before one call may try; longer where the other side asked for more (<c>Retry-After</c>).</summary>
    public TimeSpan Break { get; init; } = TimeSpan.FromSeconds(30);
}
