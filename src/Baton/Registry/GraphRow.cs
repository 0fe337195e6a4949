using Baton.Graphs;
using Baton.Policies;

namespace Baton.Registry;

/// <summary>One line of the registry: a graph that can be run.</summary>
/// <param name="Id">The graph's id; the same as in its definition.</param>
/// <param name="Pool">The pool that decides which servers own its runs.</param>
/// <param name="Build">Builds the definition; called once, on first use.</param>
public sealed record GraphRow(string Id, string Pool, Func<GraphDefinition> Build)
{
    /// <summary>The version; the same as in the definition.</summary>
    public int Version { get; init; } = 1;

    /// <summary>Whether a run goes on after a crash; null says what the definition says. A definition that differs is refused.</summary>
    public bool? Resumable { get; init; }

    /// <summary>How long a run may be running; null says what the definition says. A definition that differs is refused.</summary>
    public TimeBudget? TimeBudget { get; init; }

    /// <summary>What the graph is for, in a sentence.</summary>
    public string Description { get; init; } = "";
}
