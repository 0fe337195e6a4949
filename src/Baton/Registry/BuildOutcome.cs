using Baton.Errors;
using Baton.Graphs;

namespace Baton.Registry;

/// <summary>What a row's builder came to: a graph, or faults that stay.</summary>
/// <param name="Row">The row.</param>
/// <param name="Graph">The graph; null where there are faults.</param>
/// <param name="Faults">Why there is no graph.</param>
/// <param name="Cause">What the builder threw, or null.</param>
internal sealed record BuildOutcome(GraphRow Row, GraphDefinition? Graph, IReadOnlyList<Fault> Faults, Exception? Cause)
{
    public static BuildOutcome Of(GraphRow row, Func<GraphDefinition, IReadOnlyList<Fault>>? check)
    {
        try
        {
            var graph = row.Build();
            var faults = Differences(row, graph);
            if (faults.Count == 0 && check is not null) faults.AddRange(check(graph));
            return new BuildOutcome(row, faults.Count == 0 ? graph : null, faults, null);
        }
        catch (Exception failure)
        {
            return new BuildOutcome(row, null, FaultsOf(row, failure), failure);
        }
    }

    /// <summary>A new exception for each use: a thrown one collects the stack of whoever threw it.</summary>
    public ValidationException Broken() =>
        new(ErrorCodes.GraphBroken, $"The graph '{Row.Id}' is out of use (the others are not); correct its definition and restart", Faults, Cause);

    private static IReadOnlyList<Fault> FaultsOf(GraphRow row, Exception failure) => failure switch
    {
        ValidationException validation => validation.Faults,
        BatonException known => [new Fault(known.Code, row.Id, known.Message)],

        // The text of any other exception may hold what must not leave the process; it stays in the inner exception, for the log.
        _ => [new Fault(ErrorCodes.GraphBroken, row.Id, $"Its builder threw {failure.GetType().Name}; the log has the details.")],
    };

    private static List<Fault> Differences(GraphRow row, GraphDefinition? graph)
    {
        var faults = new List<Fault>();
        if (graph is null)
        {
            Add("Its builder returned nothing.");
            return faults;
        }

        if (graph.Id != row.Id) Add($"Its definition has the id '{graph.Id}'; row and definition must agree.");
        if (graph.Version != row.Version) Add($"The row says version {row.Version}, the definition {graph.Version}; they must agree.");
        if (row.Resumable is { } resumable && graph.Resumable != resumable) Add($"The row says resumable: {resumable}, the definition {graph.Resumable}; they must agree.");
        if (row.TimeBudget is { } budget && graph.TimeBudget != budget) Add($"The row says time budget '{budget.Name}', the definition '{graph.TimeBudget.Name}'; they must agree.");
        return faults;

        void Add(string message) => faults.Add(new Fault(ErrorCodes.GraphBroken, row.Id, message));
    }
}
