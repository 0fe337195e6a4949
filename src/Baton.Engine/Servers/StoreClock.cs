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
    /// <param name="asked">The timestamp at which it was asked.</param>
    public void Set(DateTimeOffset now, long asked)
    {
        // It was said somewhere on the way: no time has passed since at the least, all of the way at the most. A way that was long tells little.
        var (least, most) = (now, now + time.GetElapsedTime(asked));
        if (_last is null)
        {
            _last = new Reading(least + ((most - least) / 2), time.GetTimestamp());
            return;
        }

        var present = GetUtcNow();
        if (present < least - Tolerance) _last = new Reading(least, time.GetTimestamp());
        else if (present > most + Tolerance) _last = new Reading(most, time.GetTimestamp());
    }

    private sealed record Reading(DateTimeOffset Now, long Timestamp);
}
