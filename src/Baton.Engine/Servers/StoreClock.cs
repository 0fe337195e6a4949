namespace Baton.Engine.Servers;

/// <summary>
/// The store's time as this server reckons it: the last reading, plus what has passed since by a clock that nobody sets. All servers of a
/// store so agree on the time, whatever their machines' clocks say.
/// </summary>
/// <remarks>Safe for concurrent use. Before the first reading it is the machine's time.</remarks>
internal sealed class StoreClock(TimeProvider time) : TimeProvider
{
    /// <summary>Readings that differ by less are noise of their way here; following them would make time jitter.</summary>
    private static readonly TimeSpan Tolerance = TimeSpan.FromMilliseconds(20);

    private volatile Reading? _last;

    public override long TimestampFrequency => time.TimestampFrequency;

    public override TimeZoneInfo LocalTimeZone => time.LocalTimeZone;

    public override DateTimeOffset GetUtcNow() => _last is { } last ? last.Now + time.GetElapsedTime(last.Timestamp) : time.GetUtcNow();

    public override long GetTimestamp() => time.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        time.CreateTimer(callback, state, dueTime, period);

    /// <summary>Takes a reading of the store's time over.</summary>
    /// <param name="now">What the store said.</param>
    /// <param name="asked">The timestamp at which it was asked: half the way there and back is added to what it said.</param>
    public void Set(DateTimeOffset now, long asked)
    {
        var there = now + (time.GetElapsedTime(asked) / 2);
        if (_last is not null && (there - GetUtcNow()).Duration() <= Tolerance) return;
        _last = new Reading(there, time.GetTimestamp());
    }

    private sealed record Reading(DateTimeOffset Now, long Timestamp);
}
