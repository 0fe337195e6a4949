namespace Baton.Engine.Runs;

/// <summary>
/// The time of one activation: where it began, plus what has passed by a clock that nobody sets. Running time is reckoned from the entries of
/// an activation, so a clock that is set meanwhile must not count as running.
/// </summary>
/// <remarks>Safe for concurrent use.</remarks>
internal sealed class ActivationClock(TimeProvider time) : TimeProvider
{
    private readonly DateTimeOffset _start = time.GetUtcNow();
    private readonly long _timestamp = time.GetTimestamp();

    public override DateTimeOffset GetUtcNow() => _start + time.GetElapsedTime(_timestamp);
}
