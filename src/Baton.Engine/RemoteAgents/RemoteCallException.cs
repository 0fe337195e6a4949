using Baton.Errors;

namespace Baton.Engine.RemoteAgents;

/// <summary>A call of a remote agent that failed for good. What may pass is a <see cref="TransientException"/>.</summary>
/// <param name="code">The stable code.</param>
/// <param name="message">What went wrong, without what was said.</param>
/// <param name="inner">What caused it.</param>
internal sealed class RemoteCallException(string code, string message, Exception? inner = null) : BatonException(code, message, inner)
{
    /// <summary>The agent answered something that is no answer.</summary>
    public static RemoteCallException Invalid(string why, Exception? inner = null) =>
        new(ErrorCodes.RemoteAnswerInvalid, $"The agent's answer cannot be read: {why}.", inner);

    /// <summary>It did not answer in time.</summary>
    public static RemoteCallException TooLate(TimeSpan waited) =>
        new(ErrorCodes.RemoteAgentTimeout, $"The agent did not answer within {waited.TotalSeconds:0.###} s.");
}
