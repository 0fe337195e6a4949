namespace Baton.Graphs;

/// <summary>Where a graph's definition begins.</summary>
public static class Graph
{
    /// <summary>The name that edges to the end of a graph lead to.</summary>
    public const string End = "__end__";

    /// <summary>The name that edges from the beginning of a graph come from.</summary>
    public const string Beginning = "__start__";

    /// <summary>Begins the definition of a graph.</summary>
    /// <typeparam name="TInput">What a run is given; a record.</typeparam>
    /// <typeparam name="TState">What nodes take and return; a record of immutable members.</typeparam>
    /// <typeparam name="TOutput">What a run gives back.</typeparam>
    /// <param name="id">The graph's id: lower-case letters, digits and <c>_</c>, 1 to 64 characters, a letter first.</param>
    /// <param name="version">The version, from 1. Raise it when nodes, edges or contracts change.</param>
    public static GraphBuilder<TInput, TState, TOutput> Define<TInput, TState, TOutput>(string id, int version)
        where TInput : class
        where TState : class
        where TOutput : class => new(id, version);
}
