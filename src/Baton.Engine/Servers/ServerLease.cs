namespace Baton.Engine.Servers;

/// <summary>This server's right to execute runs: its incarnation, and how long ago the store last confirmed it.</summary>
/// <remarks>Safe for concurrent use. Reckons with a clock that nobody sets, and that goes on while the process is stopped.</remarks>
internal sealed class ServerLease(TimeProvider time)
{
    private volatile Holding? _holding;

    /// <summary>The incarnation, or null while the server has none.</summary>
    public long? Incarnation => _holding?.Incarnation;

    /// <summary>Asks the store to renew the lease at once; false where it was lost.</summary>
    public Func<long, ValueTask<bool>> Renewal { get; set; } = static _ => ValueTask.FromResult(false);

    /// <summary>A lease that nobody can take away, for executions that nobody shares.</summary>
    public static ServerLease Everlasting(TimeProvider time)
    {
        var lease = new ServerLease(time);
        lease.Take(0, TimeSpan.MaxValue, time.GetTimestamp());
        return lease;
    }

    /// <summary>
    /// Whether something with consequences outside may be begun. Where the lease was not renewed for so long that others may take the
    /// server's runs over soon, the store is asked first.
    /// </summary>
    /// <param name="incarnation">The one that began what this belongs to: its successor in this process has no right to it.</param>
    public ValueTask<bool> MayBeginAsync(long incarnation)
    {
        if (_holding is not { } holding || holding.Incarnation != incarnation) return ValueTask.FromResult(false);
        return time.GetElapsedTime(Volatile.Read(ref holding.RenewedAt)) < holding.Grace ? ValueTask.FromResult(true) : Renewal(incarnation);
    }

    /// <summary>A new incarnation was registered.</summary>
    /// <param name="incarnation">Its number.</param>
    /// <param name="grace">For how long after a renewal something may be begun.</param>
    /// <param name="asked">The timestamp at which the store was asked: the lease runs from there at the latest.</param>
    public void Take(long incarnation, TimeSpan grace, long asked) => _holding = new Holding(incarnation, grace) { RenewedAt = asked };

    public void Renew(long asked)
    {
        if (_holding is { } holding) Volatile.Write(ref holding.RenewedAt, asked);
    }

    public void Lose() => _holding = null;

    private sealed record Holding(long Incarnation, TimeSpan Grace)
    {
        public long RenewedAt;
    }
}
