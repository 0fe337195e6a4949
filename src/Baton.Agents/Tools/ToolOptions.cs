using Baton.Policies;

namespace Baton.Agents.Tools;

/// <summary>What is special about a tool.</summary>
public sealed record ToolOptions
{
    /// <summary>What the tool does, for the model; null takes the method's <see cref="System.ComponentModel.DescriptionAttribute"/>.</summary>
    public string? Description { get; init; }

    /// <summary>True where a call that may have happened must not happen again: it is not retried, and after a crash a person is asked.</summary>
    public bool AtMostOnce { get; init; }

    /// <summary>The longest that one try may take; null takes what is left of the run's time budget.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>
    /// What happens after a failure that may pass (<see cref="Errors.TransientException"/>, network failures, timeouts); null takes
    /// <see cref="RetryPolicy.Default"/>. After the last try the model is told that the tool failed.
    /// </summary>
    public RetryPolicy? Retry { get; init; }
}
