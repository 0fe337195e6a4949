namespace Baton.Server.Alerts;

/// <summary>Where a rule stands, as the store keeps it: one record a rule, for all servers.</summary>
internal sealed record AlertState
{
    /// <summary>True from firing to resolving.</summary>
    public bool IsFiring { get; init; }

    /// <summary>Since when it has been above; null while it is not, or fires.</summary>
    public DateTimeOffset? AboveSince { get; init; }

    /// <summary>Since when a firing one has been well again; null while it is not.</summary>
    public DateTimeOffset? WellSince { get; init; }

    /// <summary>When it last fired, or null.</summary>
    public DateTimeOffset? FiredAt { get; init; }

    /// <summary>When it last resolved, or null.</summary>
    public DateTimeOffset? ResolvedAt { get; init; }

    /// <summary>How often it has fired: the number of the present or last time.</summary>
    public int Fires { get; init; }

    /// <summary>What was measured last, or null.</summary>
    public double? Value { get; init; }

    /// <summary>Of how many.</summary>
    public long Count { get; init; }

    /// <summary>Why it could not be measured; null where it could.</summary>
    public string? Problem { get; init; }

    /// <summary>When it was last looked at.</summary>
    public DateTimeOffset At { get; init; }

    /// <summary>
    /// What a reading makes of it: fires where the value was above for long enough, resolves where it was at or below the other limit for long
    /// enough. What could not be measured changes neither.
    /// </summary>
    public AlertState After(AlertRule rule, AlertReading reading, DateTimeOffset now)
    {
        var seen = this with { Value = reading.Value, Count = reading.Count, Problem = reading.Problem, At = now };
        if (reading.Problem is not null) return seen;
        var isEnough = reading.Count >= rule.MinCount;
        return IsFiring ? seen.Firing(rule, !isEnough || reading.Value <= rule.Resolve, now) : seen.Quiet(rule, isEnough && reading.Value > rule.Above, now);
    }

    private AlertState Quiet(AlertRule rule, bool isAbove, DateTimeOffset now)
    {
        if (!isAbove) return this with { AboveSince = null };
        var since = AboveSince ?? now;
        return now - since < rule.For
            ? this with { AboveSince = since }
            : this with { IsFiring = true, AboveSince = null, WellSince = null, FiredAt = now, Fires = Fires + 1 };
    }

    private AlertState Firing(AlertRule rule, bool isWell, DateTimeOffset now)
    {
        if (!isWell) return this with { WellSince = null };
        var since = WellSince ?? now;
        return now - since < rule.ResolveFor ? this with { WellSince = since } : this with { IsFiring = false, WellSince = null, ResolvedAt = now };
    }
}

/// <summary>What a rule measured.</summary>
/// <param name="Value">The value; null where there was nothing to measure.</param>
/// <param name="Count">Of how many.</param>
internal sealed record AlertReading(double? Value, long Count)
{
    /// <summary>Why nothing could be measured, or null.</summary>
    public string? Problem { get; init; }
}
