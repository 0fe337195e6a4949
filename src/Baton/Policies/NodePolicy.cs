namespace Baton.Policies;

/// <summary>What a node is allowed: time for one try, and tries.</summary>
/// <param name="Timeout">The longest that one try may run; null takes the graph's time budget.</param>
/// <param name="Retry">What happens after a failure; null means that a failure of the node's own code is final.</param>
public sealed record NodePolicy(TimeSpan? Timeout = null, RetryPolicy? Retry = null)
{
    /// <summary>The graph's time budget, no retry.</summary>
    public static NodePolicy Default { get; } = new();
}
