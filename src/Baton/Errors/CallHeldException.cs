namespace Baton.Errors;

/// <summary>
/// A call that must not be made now, or was cut off for that reason. Thrown from an effect, it is no try: the effect waits, durably, and comes
/// again, at most ten times in a row unless the hold is lasting. Where the effect's policy allows no retry it fails; one that is at most
/// once fails in any case.
/// </summary>
/// <param name="code">The stable code.</param>
/// <param name="message">What holds it back.</param>
/// <param name="retryAfter">How long it is held back; null where nobody should wait for it.</param>
/// <param name="inner">What cut it off.</param>
public sealed class CallHeldException(string code, string message, TimeSpan? retryAfter, Exception? inner = null) : BatonException(code, message, inner)
{
    /// <summary>How long the call is held back; null where nobody should wait for it: the effect fails for good.</summary>
    public TimeSpan? RetryAfter { get; } = retryAfter;

    /// <summary>True where it is waited for however long it takes, whatever the effect's policy: a limit that passes, a switch that a person releases.</summary>
    public bool IsLasting { get; init; }

    /// <summary>Each further wait in a row is twice as long, up to this; null for always the same.</summary>
    public TimeSpan? LongestWait { get; init; }
}
