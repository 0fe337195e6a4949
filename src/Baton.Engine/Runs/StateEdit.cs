using System.Text.Json;
using Baton.Engine.Journal;
using Baton.Errors;
using Baton.Graphs;

namespace Baton.Engine.Runs;

/// <summary>Works out an edit of a thread's state by hand: what it changes, and which node a run without input goes on with.</summary>
/// <param name="graph">The graph as it is today.</param>
/// <param name="states">To read what is edited.</param>
/// <param name="patch">The caller's changes.</param>
/// <param name="asNode">The node as which it is edited; null keeps the place.</param>
/// <param name="by">Who, or null.</param>
internal sealed class StateEdit(GraphDefinition graph, StateLoader states, JsonElement patch, string? asNode, string? by)
{
    /// <summary>The state that the last edit was made of; null where there is none in this version's form.</summary>
    public StateDocument? Before { get; private set; }

    /// <summary>The state that the last edit leads to.</summary>
    public StateDocument Result { get; private set; } = StateDocument.Empty;

    /// <summary>The edit of a checkpoint.</summary>
    /// <param name="origin">The checkpoint; null on an empty thread.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="BatonException">There is no such node, a route cannot choose by this state, or the state is of another version and does not fit.</exception>
    public async ValueTask<StateEdited> MakeAsync(CheckpointRef? origin, CancellationToken cancellationToken)
    {
        var ledger = origin is null ? null : await states.LedgerAsync(origin.Run, origin.Seq, cancellationToken);
        var document = ledger is null ? StateDocument.Empty : ledger.Root?.Document ?? ledger.BaseDocument;
        var edited = new StateEdited(origin, patch, asNode, null, by);
        if (ledger is not null && ledger.Started!.Version != graph.Version)
        {
            var shape = StateShape.Of(graph.StateType);
            var migrated = StateDocument.Empty.Apply(shape.Patch(null, StateMigration.Read(graph, document, ledger.Started.Version)));
            document = StateDocument.Empty;
            edited = edited with { Patch = shape.Patch(null, shape.Read(migrated.Apply(patch)))!.Value, Whole = true };
        }

        Before = ledger is null || edited.Whole ? null : document;
        Result = document.Apply(edited.Patch);
        return edited with { Next = Next(Result, ledger?.Root?.Cursor) };
    }

    private string? Next(StateDocument edited, string? present) => asNode switch
    {
        null => Kept(present),
        Graph.Beginning => graph.Nodes[0].Name,
        Graph.End => null,
        _ => After(Known(asNode), edited),
    };

    private string? Kept(string? present)
    {
        if (present is null or Graph.End) return null;
        if (graph.TryGetNode(present, out _)) return present;
        throw new BatonException(
            ErrorCodes.InputInvalid, $"The thread stands before '{present}', which version {graph.Version} of '{graph.Id}' does not have. Name the node as which the state is edited.");
    }

    /// <summary>Where a node leads: a route by the state as it is now, any other as if it had just been completed, branches and all.</summary>
    private string? After(Node node, StateDocument edited)
    {
        var next = node is RouteNode route ? Choose(route, edited) : node.Next;
        return next == Graph.End ? null : next;
    }

    private string Choose(RouteNode route, StateDocument edited)
    {
        try
        {
            return route.Choose(StateShape.Of(graph.StateType).Read(edited));
        }
        catch (Exception exception) when (exception is not BatonException)
        {
            throw new BatonException(
                ErrorCodes.InputInvalid, $"'{route.Name}' cannot choose the next node from the edited state. Set the members that it looks at, or edit as the node that comes before what you want.", exception);
        }
    }

    private Node Known(string name) => graph.TryGetNode(name, out var node)
        ? node
        : throw new BatonException(ErrorCodes.InputInvalid, $"'{graph.Id}' has no node '{name}'. It has {string.Join(", ", graph.Nodes.Select(known => known.Name))}.");
}
