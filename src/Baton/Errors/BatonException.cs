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

/// <summary>A refusal: the request was understood and will not be carried out. Throw it from a node; no retry follows, and protocols that know rejection say so.</summary>
/// <param name="message">Why, in words for whoever asked.</param>
public sealed class RejectedException(string message) : BatonException(ErrorCodes.Rejected, message);
