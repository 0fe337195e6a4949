using Baton.Engine.Journal;
using Baton.Graphs;

namespace Baton.Engine.Runs;

/// <summary>One graph of a run under execution: its state as an object, and where it stands.</summary>
internal sealed class RunFrame(string path, GraphDefinition graph, object state, string cursor)
{
    private readonly Dictionary<string, int> _visits = new(StringComparer.Ordinal);

    public string Path { get; } = path;

    public GraphDefinition Graph { get; } = graph;

    public StateShape Shape { get; } = StateShape.Of(graph.StateType);

    public object State { get; set; } = state;

    public string Cursor { get; set; } = cursor;

    /// <summary>Agents that hand over to each other, through nothing but routes.</summary>
    public Alternation Agents { get; } = new();

    /// <summary>What the state went on from, where only its end will say what became of it; otherwise null.</summary>
    public FrameGround? Ground { get; init; }

    public bool IsRoot => Path.Length == 0;

    /// <summary>True once a node that does something was completed: routes only lead to the next one.</summary>
    public bool HasWorked => _visits.Keys.Any(name => !Graph.TryGetNode(name, out var node) || node is not RouteNode);

    /// <summary>A frame that goes on where the journal left it.</summary>
    public static RunFrame Resume(LedgerFrame ledger, GraphDefinition graph)
    {
        var frame = new RunFrame(ledger.Started.Path, graph, StateShape.Of(graph.StateType).Read(ledger.Document), ledger.Cursor);
        foreach (var (node, count) in ledger.Visits) frame._visits[node] = count;
        return frame;
    }

    /// <summary>The name of the visit that is due: path, node and number.</summary>
    public string NextVisit(string node)
    {
        var number = _visits.GetValueOrDefault(node) + 1;
        return IsRoot ? $"{node}#{number}" : $"{Path}/{node}#{number}";
    }

    public void Completed(string node) => _visits[node] = _visits.GetValueOrDefault(node) + 1;
}

/// <summary>What a state went on from.</summary>
/// <param name="Opening">How the frame began, without its patch.</param>
/// <param name="State">The state before it; null where the patch is the whole one.</param>
internal sealed record FrameGround(FrameStarted Opening, object? State);
