using System.Text.Json;
using Baton.Engine.Runs;
using Baton.Engine.Stores;
using Baton.Errors;
using Baton.Registry;
using Baton.Server.Http;

namespace Baton.Server.Ops;

/// <summary>For which runs something is to be done: those that are named, or those that fit a filter.</summary>
internal sealed class OpsBulkOrder
{
    private const int MostRuns = 1_000;
    private IReadOnlyList<Guid>? _ids;
    private RunQuery? _query;

    /// <summary>True where nothing is to be done but to say what would be.</summary>
    public bool DryRun { get; private init; }

    /// <summary>Reads an order.</summary>
    /// <exception cref="ValidationException">It has faults.</exception>
    public static OpsBulkOrder Read(Fields fields, string tenant, GraphRegistry graphs, IReadOnlyList<RunStatus> statuses)
    {
        var order = new OpsBulkOrder { DryRun = fields.Flag("dry_run") };
        var limit = fields.Number("limit", 100, 1, MostRuns);
        order._ids = Ids(fields);
        if (fields.Nested("filter") is { } nested)
        {
            var filter = OpsRunFilter.Read(nested);
            nested.RefuseOthers();
            if (filter.IsEmpty) nested.Add("", "At least one condition is expected, such as {\"status\": \"error\"}: everything at once is seldom meant.");
            var query = filter.ToQuery(tenant, graphs, nested);
            order._query = query with { Statuses = query.Statuses ?? statuses, Limit = limit, OldestFirst = true };
        }

        if (order._ids is null == order._query is null) fields.Add("ids", "Either ids, a list of runs, or filter is expected.");
        fields.RefuseOthers();
        fields.Throw();
        return order;
    }

    /// <summary>Does something for each run, one after another. What is refused is reported and holds up none of the others.</summary>
    public async Task<OpsBulkResult> RunAsync(IStore store, Func<Guid, Task<OpsBulkItem>> act, CancellationToken cancellationToken)
    {
        var runs = _ids;
        var matched = runs?.Count;
        if (_query is { } query)
        {
            runs = [.. (await store.Runs.QueryAsync(query, cancellationToken)).Select(row => row.Id)];
            matched = (await store.Runs.CountAsync(query, cancellationToken)).Values.Sum();
        }

        var results = new List<OpsBulkItem>(runs!.Count);
        foreach (var run in runs)
        {
            try
            {
                results.Add(await act(run));
            }
            catch (BatonException refusal) when (ErrorStatus.Of(refusal.Code) < 500)
            {
                results.Add(new OpsBulkItem(run, "refused") { Code = refusal.Code, Detail = refusal.Message });
            }
        }

        return new OpsBulkResult(DryRun, matched!.Value, results);
    }

    private static List<Guid>? Ids(Fields fields)
    {
        if (fields.Value("ids") is not { } given) return null;
        var ids = new List<Guid>();
        if (given.ValueKind == JsonValueKind.Array && given.GetArrayLength() is > 0 and <= MostRuns)
        {
            foreach (var item in given.EnumerateArray())
            {
                if (item.ValueKind == JsonValueKind.String && item.TryGetGuid(out var id)) ids.Add(id);
                else fields.Add("ids", "Ids of runs are expected.");
            }

            return [.. ids.Distinct()];
        }

        fields.Add("ids", $"A list of 1 to {MostRuns} ids of runs is expected.");
        return ids;
    }
}
