namespace Baton.Errors;

/// <summary>A failure with a stable code and a text that says what to do. Its text may leave the process.</summary>
/// <param name="code">The stable code, <c>BTN</c> and four digits; each has a page under <c>docs/errors</c>.</param>
/// <param name="message">What is wrong and what to do, without secrets or customers' content.</param>
/// <param name="inner">What caused it; its text stays in the process.</param>
public class BatonException(string code, string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>The stable code, such as <c>BTN1101</c>.</summary>
    public string Code { get; } = code;
}

/// <summary>A failure that may pass: trying again can help. Throw it from a node or an effect to have its retry policy applied.</summary>
/// <param name="message">What failed.</param>
/// <param name="retryAfter">How long the other side asks to wait, or null.</param>
/// <param name="inner">What caused it.</param>
public sealed class TransientException(string message, TimeSpan? retryAfter = null, Exception? inner = null)
    : BatonException(ErrorCodes.Transient, message, inner)
{
    /// <summary>How long the other side asks to wait before the next try; null where it did not say.</summary>
    public TimeSpan? RetryAfter { get; } = retryAfter;
}

/// <summary>A failure that no retry can cure. Throw it from a node or an effect to fail at once.</summary>
/// <param name="message">What failed and what would cure it.</param>
/// <param name="inner">What caused it.</param>
public sealed class PermanentException(string message, Exception? inner = null) : BatonException(ErrorCodes.Permanent, message, inner);

/// <summary>
/// A call that must not be made now, or was cut off for that reason, and can be made later. Thrown from an effect it is no failed try: the run
/// waits, durably, and the call is made when the time has come. One that is at most once fails.
/// </summary>
/// <param name="code">The stable code.</param>
/// <param name="message">What holds the call up, and until when.</param>
/// <param name="wait">How long to wait before it is tried again.</param>
/// <param name="inner">What caused it.</param>
public sealed class PostponedException(string code, string message, TimeSpan wait, Exception? inner = null) : BatonException(code, message, inner)
{
    /// <summary>How long to wait before the call is tried again.</summary>
    public TimeSpan Wait { get; } = wait;
}
