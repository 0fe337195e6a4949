namespace Baton.Policies;

/// <summary>How often and when something that failed is tried again. Attempts and times are durable: they survive a restart.</summary>
/// <param name="Attempts">How many tries in all, the first included; 1 means no retry. At least 1.</param>
/// <param name="FirstDelay">The wait before the second try.</param>
/// <param name="Factor">By how much each further wait is longer; at least 1.</param>
/// <param name="MaxDelay">The longest wait.</param>
/// <param name="Jitter">The share of each wait that is random, 0 to 1.</param>
public sealed record RetryPolicy(int Attempts, TimeSpan FirstDelay, double Factor, TimeSpan MaxDelay, double Jitter)
{
    /// <summary>One try, no retry.</summary>
    public static RetryPolicy None { get; } = new(1, TimeSpan.Zero, 1, TimeSpan.Zero, 0);

    /// <summary>Three tries, 0.5 s apart at first, doubling up to 30 s, a fifth of each wait random.</summary>
    public static RetryPolicy Default { get; } = new(3, TimeSpan.FromMilliseconds(500), 2, TimeSpan.FromSeconds(30), 0.2);

    /// <summary>The wait after try <paramref name="attempt"/> (counted from 1), by exponential backoff with jitter.</summary>
    /// <param name="attempt">The try that failed, counted from 1.</param>
    /// <param name="random">A number from 0 (inclusive) to 1 (exclusive).</param>
    /// <param name="retryAfter">What the other side asked for; the wait is never shorter.</param>
    public TimeSpan DelayAfter(int attempt, double random, TimeSpan? retryAfter = null)
    {
        var seconds = Math.Min(FirstDelay.TotalSeconds * Math.Pow(Factor, attempt - 1), MaxDelay.TotalSeconds);
        var delay = TimeSpan.FromSeconds(seconds * (1 - Jitter + (2 * Jitter * random)));
        return retryAfter > delay ? retryAfter.Value : delay;
    }
}
