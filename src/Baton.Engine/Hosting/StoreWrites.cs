namespace Baton.Engine.Hosting;

/// <summary>
/// Whether the store takes what it is given. A store whose disk is full may still read, and even renew a lease: what failed a moment ago is
/// the better sign.
/// </summary>
/// <remarks>Safe for concurrent use.</remarks>
internal sealed class StoreWrites(TimeProvider time)
{
    private const long Never = long.MinValue;
    private static readonly TimeSpan Remembered = TimeSpan.FromSeconds(10);
    private long _failedAt = Never;

    /// <summary>True for a while after something could not be written.</summary>
    public bool AreRefused => Volatile.Read(ref _failedAt) is not Never and var at && time.GetElapsedTime(at) < Remembered;

    /// <summary>Something could not be written.</summary>
    public void Failed() => Volatile.Write(ref _failedAt, time.GetTimestamp());
}
