using Baton.Graphs;

namespace Baton.Calls.Flow;

/// <summary>A call's session.</summary>
/// <param name="CallIdentifyId">The call.</param>
/// <param name="AccountId">Whose call it is.</param>
/// <param name="Eci">The customer's id in the enterprise.</param>
internal sealed record CallState(string CallIdentifyId, string AccountId, string Eci)
{
    /// <summary>
    /// What agents know the session by. A call's id may come again, for another account, once its session is over; agents elsewhere remember what they
    /// were told before. Of sessions that began before there was one it is the call.
    /// </summary>
    public string Conversation { get; init; } = CallIdentifyId;

    /// <summary>The stage in which the next turn is taken; the last one once the call is complete.</summary>
    public int CurrentFlowId { get; init; }

    /// <summary>The stages that were completed, in the order in which they first were.</summary>
    public IReadOnlyList<int> CompletedFlows { get; init; } = [];

    /// <summary>True once the call is over.</summary>
    public bool IsComplete { get; init; }

    /// <summary>What happened, oldest first.</summary>
    public Log<CallStep> Steps { get; init; } = Log<CallStep>.Empty;

    /// <summary>The caller's language, an ISO 639-1 code; empty until it is known.</summary>
    public string Language { get; init; } = "";

    /// <summary>What the call turned out to be about; empty until an intent said so.</summary>
    public string Topic { get; init; } = "";

    /// <summary>Tasks of agents that asked for more, by agent: the next turn answers them.</summary>
    public IReadOnlyDictionary<string, string> OpenTasks { get; init; } = new Dictionary<string, string>();

    /// <summary>When the first turn came.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>When the last step was recorded.</summary>
    public DateTimeOffset UpdatedAt { get; init; }

    /// <summary>The turn under way, or the last one.</summary>
    public required CallTurn Turn { get; init; }

    /// <summary>The state of a call's first turn.</summary>
    public static CallState Open(CallRequest request, int firstStage) =>
        new(request.CallIdentifyId, request.AccountId, request.Eci) { CurrentFlowId = firstStage, Turn = CallTurn.Of(request) };

    /// <summary>The state of a later turn.</summary>
    public CallState Hear(CallRequest request) => this with { Turn = CallTurn.Of(request) };

    /// <summary>Where the session stands, as each step keeps it.</summary>
    public SessionState Position() => new(CurrentFlowId, CompletedFlows, IsComplete);
}
