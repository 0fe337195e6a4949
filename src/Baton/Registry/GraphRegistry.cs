using Baton.Errors;
using Baton.Graphs;

namespace Baton.Registry;

/// <summary>
/// Every graph that can be run. A graph is built on first use, once; one that cannot be built is out of use alone, and says why. Graphs that
/// are only used inside others (inline) need no row.
/// </summary>
/// <remarks>Safe for concurrent use.</remarks>
public sealed class GraphRegistry
{
    private readonly Dictionary<string, Entry> _entries = new(StringComparer.Ordinal);

    /// <summary>A registry of these rows.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="check">What a graph must fulfil besides, asked once when it was built: its faults, or none. Null asks nothing.</param>
    /// <exception cref="ValidationException">Several rows have one id; all such ids are listed.</exception>
    public GraphRegistry(IEnumerable<GraphRow> rows, Func<GraphDefinition, IReadOnlyList<Fault>>? check = null)
    {
        Rows = [.. rows];
        var faults = Rows.GroupBy(row => row.Id, StringComparer.Ordinal)
            .Where(same => same.Count() > 1)
            .Select(same => new Fault(
                ErrorCodes.DuplicateGraph, same.Key, $"{same.Count()} graphs have this id; rename or remove all but one (their pools: {Pools(same)})."))
            .ToArray();
        if (faults.Length > 0) throw new ValidationException(ErrorCodes.DuplicateGraph, "The registry has duplicate graph ids", faults);
        foreach (var row in Rows) _entries.Add(row.Id, new Entry(row, check));

        static string Pools(IEnumerable<GraphRow> rows) => string.Join(", ", rows.Select(row => row.Pool));
    }

    /// <summary>Every row, in the order in which they were given.</summary>
    public IReadOnlyCollection<GraphRow> Rows { get; }

    /// <summary>How many graphs have been built so far.</summary>
    public int CompiledCount => _entries.Values.Count(entry => entry.IsBuilt && entry.Outcome.Graph is not null);

    /// <summary>The row with this id, or null. Builds nothing.</summary>
    public GraphRow? Find(string id) => _entries.TryGetValue(id, out var entry) ? entry.Row : null;

    /// <summary>The graph with this id, built now if need be.</summary>
    /// <exception cref="BatonException">There is no such graph (<c>BTN1102</c>), or it cannot be built (<c>BTN1103</c>, with the builder's faults).</exception>
    public GraphDefinition Get(string id)
    {
        if (!_entries.TryGetValue(id, out var entry)) throw new BatonException(ErrorCodes.GraphUnknown, UnknownText(id));
        return entry.Outcome.Graph ?? throw entry.Outcome.Broken();
    }

    /// <summary>Why the graph with this id is out of use; null where it is fine or there is none. Builds it if need be.</summary>
    public string? BrokenReason(string id) =>
        _entries.TryGetValue(id, out var entry) && entry.Outcome is { Graph: null } broken ? broken.Broken().Message : null;

    private string UnknownText(string id)
    {
        var known = _entries.Count == 0 ? "No graph is registered; add one with AddGraph or AddSystem." : $"There are: {string.Join(", ", _entries.Keys.Take(50))}.";
        return $"There is no graph '{id}'. {known}";
    }

    private sealed class Entry(GraphRow row, Func<GraphDefinition, IReadOnlyList<Fault>>? check)
    {
        // Lazy keeps what the factory returns; the factory returns failures too, so that a builder never runs twice.
        private readonly Lazy<BuildOutcome> _outcome = new(() => BuildOutcome.Of(row, check));

        public GraphRow Row { get; } = row;

        public bool IsBuilt => _outcome.IsValueCreated;

        public BuildOutcome Outcome => _outcome.Value;
    }
}
