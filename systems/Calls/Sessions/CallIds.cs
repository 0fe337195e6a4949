namespace Baton.Calls.Sessions;

/// <summary>How a call's id becomes a thread's.</summary>
internal static class CallIds
{
    private const string Prefix = "call:";
    private const string Local = "assistant:";

    /// <summary>The thread of a call. Threads belong to one graph: under a prefix the same id may be a conversation elsewhere.</summary>
    public static string Thread(string call) => Prefix + call;

    /// <summary>The call of a thread.</summary>
    public static string Call(string thread) => thread.StartsWith(Prefix, StringComparison.Ordinal) ? thread[Prefix.Length..] : thread;

    /// <summary>The thread in which an assistant of this server remembers a session, where one was asked.</summary>
    /// <param name="address">The address of the agent that was asked.</param>
    /// <param name="conversation">What agents know the session by.</param>
    /// <returns>The thread; null for an agent elsewhere, whose data is its own.</returns>
    public static string? AgentThread(string? address, string conversation) =>
        address?.StartsWith(Local, StringComparison.Ordinal) is true ? $"{address[Local.Length..]}:{conversation}" : null;
}
