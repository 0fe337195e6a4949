namespace Baton.Errors;

/// <summary>
/// A call that was held back and not made, because it would be in vain at present. Thrown from an effect, it is no try: the effect waits
/// and comes again, at most ten times, unless its policy allows no retry.
/// </summary>
/// <param name="code">The stable code.</param>
/// <param name="message">What holds it back.</param>
/// <param name="retryAfter">How long it is held back; null where nobody should wait for it.</param>
public sealed class CallHeldException(string code, string message, TimeSpan? retryAfter) : BatonException(code, message)
{
    /// <summary>How long the call is held back; null where nobody should wait for it: the effect fails for good.</summary>
    public TimeSpan? RetryAfter { get; } = retryAfter;
}
