using Baton.Contracts;

namespace Baton.Graphs;

/// <summary>What a step, a branch or a map does: something that turns the state (and an item) into a value.</summary>
public abstract record Body
{
    private protected Body() { }

    /// <summary>The kind's name, as descriptions show it.</summary>
    public abstract string Kind { get; }

    /// <summary>The type of the value.</summary>
    public abstract Type ResultType { get; }
}

/// <summary>C# code.</summary>
/// <param name="Run">From state, item (null outside maps) and context to the value.</param>
/// <param name="Result">The type of the value.</param>
public sealed record FunctionBody(Func<object, object?, NodeContext, ValueTask<object?>> Run, Type Result) : Body
{
    /// <inheritdoc />
    public override string Kind => "function";

    /// <inheritdoc />
    public override Type ResultType => Result;
}

/// <summary>An agent.</summary>
/// <param name="Agent">The agent's name.</param>
/// <param name="Input">From state and item to what the agent is asked.</param>
/// <param name="OutputType">What it answers with: <see cref="string"/> for plain text, otherwise a record.</param>
public sealed record AgentBody(string Agent, Func<object, object?, AgentRequest> Input, Type OutputType) : Body
{
    /// <inheritdoc />
    public override string Kind => "agent";

    /// <inheritdoc />
    public override Type ResultType => OutputType;
}

/// <summary>Another graph, inline: its entries stand in the same journal under a path prefix.</summary>
/// <param name="Graph">The graph.</param>
/// <param name="Input">From state and item to its input.</param>
public sealed record SubgraphBody(GraphDefinition Graph, Func<object, object?, object> Input) : Body
{
    /// <inheritdoc />
    public override string Kind => "graph";

    /// <inheritdoc />
    public override Type ResultType => Graph.OutputType;
}

/// <summary>A child run: a run of its own with a journal of its own, which any server may execute.</summary>
/// <param name="GraphId">The child's graph.</param>
/// <param name="Input">From state and item to its input.</param>
/// <param name="OutputType">How its output is read.</param>
public sealed record ChildRunBody(string GraphId, Func<object, object?, object> Input, Type OutputType) : Body
{
    /// <inheritdoc />
    public override string Kind => "child_run";

    /// <inheritdoc />
    public override Type ResultType => OutputType;
}

/// <summary>An agent elsewhere, called over A2A. Its value is a <see cref="RemoteOutcome"/>.</summary>
/// <param name="Agent">From state and item to the agent's name in the registry, or <c>assistant:{id}</c> for an assistant of this server.</param>
/// <param name="Input">From state and item to what is said to it.</param>
/// <param name="IsFailureValue">True where a failure for good is a value; otherwise the node fails.</param>
public sealed record RemoteAgentBody(
    Func<object, object?, string> Agent, Func<object, object?, RemoteRequest> Input, bool IsFailureValue) : Body
{
    /// <inheritdoc />
    public override string Kind => "remote_agent";

    /// <inheritdoc />
    public override Type ResultType => typeof(RemoteOutcome);
}

/// <summary>What an agent is asked.</summary>
/// <param name="Messages">The conversation, oldest first; the last message is the one to answer.</param>
public sealed record AgentRequest(IReadOnlyList<Message> Messages)
{
    /// <summary>Values for the placeholders of the agent's prompt.</summary>
    public IReadOnlyDictionary<string, string> Variables { get; init; } = new Dictionary<string, string>();

    /// <summary>A request that is one message from the person.</summary>
    public static implicit operator AgentRequest(string message) => FromString(message);

    /// <summary>A request that is one message from the person.</summary>
    public static AgentRequest FromString(string message) => new([Message.Human(message)]);
}
