namespace Baton.Graphs;

/// <summary>Collects the branches of a parallel node.</summary>
/// <typeparam name="TState">The graph's state.</typeparam>
public sealed class BranchBuilder<TState>
    where TState : class
{
    private readonly List<Branch> _branches = [];

    internal IReadOnlyList<Branch> Branches => _branches;

    /// <summary>A branch in C#.</summary>
    public BranchBuilder<TState> Function<TResult>(string name, Func<TState, NodeContext, ValueTask<TResult>> run) =>
        Add(name, new FunctionBody(async (state, _, context) => await run((TState)state, context), typeof(TResult)));

    /// <summary>A branch that an agent does.</summary>
    public BranchBuilder<TState> Agent<TAnswer>(string name, string agent, Func<TState, AgentRequest> input) =>
        Add(name, new AgentBody(agent, (state, _) => input((TState)state), typeof(TAnswer)));

    /// <summary>A branch that another graph does, inline.</summary>
    public BranchBuilder<TState> Graph<TSubInput>(string name, GraphDefinition graph, Func<TState, TSubInput> input)
        where TSubInput : class => Add(name, new SubgraphBody(graph, (state, _) => input((TState)state)));

    /// <summary>A branch that a run of its own does.</summary>
    public BranchBuilder<TState> Child<TChildInput, TChildOutput>(string name, string graph, Func<TState, TChildInput> input)
        where TChildInput : class => Add(name, new ChildRunBody(graph, (state, _) => input((TState)state), typeof(TChildOutput)));

    /// <summary>A branch that an agent elsewhere does. Its value is a <see cref="RemoteOutcome"/>: a failure for good is one too.</summary>
    public BranchBuilder<TState> RemoteAgent(string name, Func<TState, string> agent, Func<TState, RemoteRequest> input) =>
        Add(name, new RemoteAgentBody((state, _) => agent((TState)state), (state, _) => input((TState)state), IsFailureValue: true));

    private BranchBuilder<TState> Add(string name, Body body)
    {
        _branches.Add(new Branch(name, body));
        return this;
    }
}

/// <summary>What a map can do with each item.</summary>
/// <typeparam name="TState">The graph's state.</typeparam>
/// <typeparam name="TItem">The items.</typeparam>
public sealed class ItemBodies<TState, TItem>
    where TState : class
{
    internal ItemBodies() { }

    /// <summary>C# code for each item.</summary>
    public Body Function<TResult>(Func<TItem, NodeContext, ValueTask<TResult>> run) =>
        new FunctionBody(async (_, item, context) => await run((TItem)item!, context), typeof(TResult));

    /// <summary>An agent for each item.</summary>
    public Body Agent<TAnswer>(string agent, Func<TItem, AgentRequest> input) =>
        new AgentBody(agent, (_, item) => input((TItem)item!), typeof(TAnswer));

    /// <summary>Another graph for each item, inline.</summary>
    public Body Graph<TSubInput>(GraphDefinition graph, Func<TItem, TSubInput> input)
        where TSubInput : class => new SubgraphBody(graph, (_, item) => input((TItem)item!));

    /// <summary>A run of its own for each item: this is how work spreads over servers.</summary>
    public Body Child<TChildInput, TChildOutput>(string graph, Func<TItem, TChildInput> input)
        where TChildInput : class => new ChildRunBody(graph, (_, item) => input((TItem)item!), typeof(TChildOutput));

    /// <summary>An agent elsewhere for each item. Its value is a <see cref="RemoteOutcome"/>: a failure for good is one too.</summary>
    public Body RemoteAgent(Func<TItem, string> agent, Func<TItem, RemoteRequest> input) =>
        new RemoteAgentBody((_, item) => agent((TItem)item!), (_, item) => input((TItem)item!), IsFailureValue: true);
}
