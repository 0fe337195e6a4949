using System.Collections.Concurrent;
using Baton.Errors;
using Baton.Graphs;

namespace Baton.Registry;

/// <summary>Every graph that can be run. A graph is built on first use; one that cannot be built is out of use alone.</summary>
/// <remarks>Safe for concurrent use.</remarks>
public sealed class GraphRegistry
{
    private readonly Dictionary<string, GraphRow> _rows = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Lazy<GraphDefinition>> _built = new(StringComparer.Ordinal);

    /// <summary>A registry of these rows.</summary>
    /// <exception cref="BatonException">Two rows have one id.</exception>
    public GraphRegistry(IEnumerable<GraphRow> rows)
    {
        foreach (var row in rows)
        {
            if (!_rows.TryAdd(row.Id, row)) throw new BatonException(ErrorCodes.DuplicateGraph, $"Two graphs have the id '{row.Id}'. Rename one.");
        }
    }

    /// <summary>Every row, in no particular order.</summary>
    public IReadOnlyCollection<GraphRow> Rows => _rows.Values;

    /// <summary>How many graphs have been built so far.</summary>
    public int CompiledCount => _built.Values.Count(graph => graph.IsValueCreated);

    /// <summary>The row with this id, or null.</summary>
    public GraphRow? Find(string id) => _rows.GetValueOrDefault(id);

    /// <summary>The graph with this id, built now if need be.</summary>
    /// <exception cref="BatonException">There is no such graph, or it cannot be built.</exception>
    public GraphDefinition Get(string id)
    {
        var row = Find(id) ?? throw new BatonException(ErrorCodes.GraphUnknown, $"There is no graph '{id}'.");
        return _built.GetOrAdd(row.Id, static (_, row) => new Lazy<GraphDefinition>(row.Build), row).Value;
    }
}
