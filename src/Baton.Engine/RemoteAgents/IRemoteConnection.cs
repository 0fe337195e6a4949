using Baton.Engine.A2A;

namespace Baton.Engine.RemoteAgents;

/// <summary>The way to one version of an agent.</summary>
/// <remarks>Safe for concurrent use. Failures that may pass are transient exceptions, others <see cref="RemoteCallException"/>s.</remarks>
internal interface IRemoteConnection : IAsyncDisposable
{
    /// <summary>The task of the message that was sent last, as far as it is known; also where sending was cut off.</summary>
    string? Begun { get; }

    /// <summary>
    /// Sends a message. Where its task could not be found again after a crash, this comes back as soon as the task is known; otherwise when
    /// there is an answer, or nobody has the patience to wait for it any more.
    /// </summary>
    /// <param name="sending">The message. The same one again leads to the same task, where the agent keeps to that.</param>
    /// <param name="cancellation">Ends the try.</param>
    ValueTask<RemoteAnswer> SendAsync(RemoteSending sending, CancellationToken cancellation);

    /// <summary>Waits until a task rests.</summary>
    /// <param name="task">The task.</param>
    /// <param name="cancellation">Ends the wait.</param>
    ValueTask<RemoteAnswer> AwaitAsync(string task, CancellationToken cancellation);

    /// <summary>Reads a task as it stands.</summary>
    ValueTask<RemoteAnswer> GetAsync(string task, CancellationToken cancellation);

    /// <summary>Asks for a task's end.</summary>
    ValueTask CancelAsync(string task, CancellationToken cancellation);
}

/// <summary>A message on its way.</summary>
/// <param name="Message">The message.</param>
/// <param name="IsRepeated">True where an earlier try may have arrived.</param>
/// <param name="Patience">Cancelled when an answer is waited for no longer.</param>
internal sealed record RemoteSending(AgentMessage Message, bool IsRepeated, CancellationToken Patience);
