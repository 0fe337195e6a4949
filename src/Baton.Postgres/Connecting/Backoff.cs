namespace Baton.Postgres.Connecting;

/// <summary>Waits between tries, longer each time: 20 ms to 1 s.</summary>
internal sealed class Backoff(TimeProvider time)
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(1);
    private readonly long begun = time.GetTimestamp();
    private TimeSpan next = TimeSpan.FromMilliseconds(20);

    /// <summary>How long it has been tried.</summary>
    public TimeSpan Elapsed => time.GetElapsedTime(begun);

    /// <summary>Which try failed last, from 1.</summary>
    public int Attempt { get; private set; }

    public async Task WaitAsync(CancellationToken cancellationToken)
    {
        Attempt++;
        await Task.Delay(next, time, cancellationToken);
        next = next * 2 < Longest ? next * 2 : Longest;
    }
}
