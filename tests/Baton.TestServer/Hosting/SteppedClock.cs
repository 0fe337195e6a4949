namespace Baton.LedgerServer.Hosting;

/// <summary>A wall clock that can be set while the process runs. Timers go by the monotonic clock and do not notice, as on a real machine.</summary>
/// <remarks>Safe for concurrent use.</remarks>
public sealed class SteppedClock : TimeProvider
{
    private long _offset;

    /// <summary>Sets the clock ahead (or back) of the machine's by <paramref name="offset"/>.</summary>
    public void Set(TimeSpan offset) => Volatile.Write(ref _offset, offset.Ticks);

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + new TimeSpan(Volatile.Read(ref _offset));
}
