namespace Baton.Postgres.Runs;

/// <summary>A place in the order of timers: by time, then by run.</summary>
/// <param name="At">The time, Unix milliseconds.</param>
/// <param name="Run">The run's key.</param>
internal readonly record struct DuePlace(long At, long Run)
{
    /// <summary>Before all others.</summary>
    public static DuePlace First => new(long.MinValue, 0);

    public static int Compare(DuePlace one, DuePlace other) => one.At != other.At ? one.At.CompareTo(other.At) : one.Run.CompareTo(other.Run);
}
