using System.Globalization;
using Baton.Graphs;

namespace Baton.Calls.Flow;

/// <summary>What one agent is asked in a turn.</summary>
/// <param name="Agent">Its name in the registry.</param>
/// <param name="Text">What the caller says.</param>
internal sealed record AgentAsk(string Agent, string Text)
{
    /// <summary>The call's id, by which the agent's version is chosen.</summary>
    public required string Call { get; init; }

    /// <summary>The session, by which the agent may remember earlier turns.</summary>
    public required string Conversation { get; init; }

    /// <summary>The stage, under which the agent's times and errors are counted.</summary>
    public required string Stage { get; init; }

    /// <summary>What goes with the message.</summary>
    public required IReadOnlyDictionary<string, string> Context { get; init; }

    /// <summary>The agent's task that asked for more, which this answers; or null.</summary>
    public string? Task { get; init; }

    /// <summary>The ask as it is sent.</summary>
    public RemoteRequest Request() => new(Text) { Context = Context, Conversation = Conversation, Task = Task, Choice = Call, Stage = Stage };

    public static AgentAsk Of(CallState state, string agent, string label) => new(agent, state.Turn.InputMessage)
    {
        Call = state.CallIdentifyId,
        Conversation = state.Conversation,
        Stage = label.ToLowerInvariant(),
        Task = state.OpenTasks.GetValueOrDefault(agent),
        Context = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["session"] = state.CallIdentifyId,
            ["account_id"] = state.AccountId,
            ["eci"] = state.Eci,
            ["intent_flow_id"] = state.Turn.FlowId.ToString(CultureInfo.InvariantCulture),
            ["flow_label"] = label,
            ["intent"] = state.Turn.Intent,
            ["topic"] = state.Topic,
            ["language"] = state.Language,
        },
    };
}
