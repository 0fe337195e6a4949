namespace Baton.Engine.Servers;

/// <summary>
/// The store's time as this server reckons it: the last reading, plus what has passed since by a clock that nobody sets. All servers of a
/// store so agree on the time, whatever their machines' clocks say.
/// </summary>
/// <remarks>Safe for concurrent use. Before the first reading it is the machine's _time.</remarks>
public sealed class StoreClock : TimeProvider
{
    /// <summary>Readings that differ by less are noise of their way here; following them would make time jitter.</summary>
    private static readonly TimeSpan Tolerance = TimeSpan.FromMilliseconds(20);

    private readonly TimeProvider _time;
    private volatile Reading? _last;

    internal StoreClock(TimeProvider time) => _time = time;

    /// <inheritdoc />
    public override long TimestampFrequency => _time.TimestampFrequency;

    /// <inheritdoc />
    public override TimeZoneInfo LocalTimeZone => _time.LocalTimeZone;

    /// <inheritdoc />
    public override DateTimeOffset GetUtcNow() => _last is { } last ? last.Now + _time.GetElapsedTime(last.Timestamp) : _time.GetUtcNow();

    /// <inheritdoc />
    public override long GetTimestamp() => _time.GetTimestamp();

    /// <inheritdoc />
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        _time.CreateTimer(callback, state, dueTime, period);

    /// <summary>Takes a reading of the store's time over.</summary>
    /// <param name="now">What the store said.</param>
    /// <param name="asked">The timestamp at which it was asked.</param>
    internal void Set(DateTimeOffset now, long asked)
    {
        // It was said somewhere on the way: no time has passed since at the least, all of the way at the most. A way that was long tells little.
        var (least, most) = (now, now + _time.GetElapsedTime(asked));
        if (_last is null)
        {
            _last = new Reading(least + ((most - least) / 2), _time.GetTimestamp());
            return;
        }

        var present = GetUtcNow();
        if (present < least - Tolerance) _last = new Reading(least, _time.GetTimestamp());
        else if (present > most + Tolerance) _last = new Reading(most, _time.GetTimestamp());
    }

    private sealed record Reading(DateTimeOffset Now, long Timestamp);
}
