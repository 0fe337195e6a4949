using Baton.Engine.Runs;

namespace Baton.Engine.Stores.InMemory;

/// <summary>Finds and counts runs that fit a filter.</summary>
internal static class RunFilter
{
    public static List<RunRow> Find(InMemoryState state, RunQuery query) =>
        [.. Ordered(state, query).Skip(query.Offset).Take(query.Limit)];

    public static Dictionary<RunStatus, int> Count(InMemoryState state, RunQuery query) =>
        Ordered(state, query with { After = null, AfterChange = null, ByChange = false }).GroupBy(row => row.Status).ToDictionary(rows => rows.Key, rows => Math.Min(rows.Count(), RunQuery.LookedAt));

    private static IEnumerable<RunRow> Ordered(InMemoryState state, RunQuery query)
    {
        if (query.After is { } id && !state.Runs.ContainsKey(id)) return [];
        var rows = state.ByKey.Values.Select(run => run.Row);
        if (!query.OldestFirst) rows = rows.Reverse();
        if (query.After is { } after) rows = rows.SkipWhile(row => row.Id != after).Skip(1);
        rows = rows.Where(row => Fits(row, query));
        if (query.ByChange) rows = rows.Take(RunQuery.LookedAt).OrderByDescending(row => row.UpdatedAt).ThenByDescending(row => row.Id);
        return query.Text is { Length: > 0 } text ? rows.Take(RunQuery.LookedAt).Where(row => Has(row, text)) : rows;
    }

    private static bool Fits(RunRow row, RunQuery query) =>
        (query.Tenant is null || row.Tenant == query.Tenant)
        && (query.Thread is null || row.Thread == query.Thread)
        && (query.Statuses is null || query.Statuses.Contains(row.Status))
        && (query.Graph is null || row.Graph == query.Graph)
        && (query.Assistant is null || row.Assistant == query.Assistant)
        && (query.Pool is null || row.Pool == query.Pool)
        && (query.ErrorCode is null || row.ErrorCode == query.ErrorCode)
        && (query.Parent is null || row.Parent?.Run == query.Parent)
        && !(row.CreatedAt < query.Since)
        && !(row.CreatedAt >= query.Until)
        && !(row.UpdatedAt < query.ChangedSince)
        && (query.AfterChange is not { } place || row.UpdatedAt < place.At || (row.UpdatedAt == place.At && row.Id.CompareTo(place.Run) < 0))
        && (query.IncludeHidden || !row.Hidden)
        && (query.IncludeEdits || !row.IsEdit);

    private static bool Has(RunRow row, string text) =>
        (RunIds.Part(text) is { } part && row.Id.ToString("N").Contains(part, StringComparison.Ordinal))
        || row.Thread?.Contains(text, StringComparison.OrdinalIgnoreCase) is true
        || row.Metadata?.GetRawText().Contains(text, StringComparison.OrdinalIgnoreCase) is true;
}
