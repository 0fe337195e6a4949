using Baton.Engine.Runs;
using Baton.Engine.Stores;
using Baton.Postgres.Connecting;

namespace Baton.Postgres.Runs;

/// <summary>
/// Finds and counts runs that fit a filter, in the order of their keys, which is that of their acceptance. Each status but success has an index in
/// that order; for everything else the runs are read in it until enough fit.
/// </summary>
internal sealed class RunSearch
{
    private readonly RunQuery query;
    private readonly Filter filter = new();
    private string? text;

    public RunSearch(RunQuery query)
    {
        this.query = query;
        filter.Add("r.tenant =", query.Tenant);
        filter.Add("r.thread =", query.Thread);
        filter.Add("r.graph =", query.Graph);
        filter.Add("r.assistant =", query.Assistant);
        filter.Add("r.pool =", query.Pool);
        filter.Add("r.error_code =", query.ErrorCode);
        filter.Add("r.parent =", query.Parent);
        filter.Add("r.created_at >=", query.Since?.ToUnixTimeMilliseconds());
        filter.Add("r.created_at <", query.Until?.ToUnixTimeMilliseconds());
        filter.Add("r.updated_at >=", query.ChangedSince?.ToUnixTimeMilliseconds());
        if (!query.IncludeHidden) filter.Add("NOT r.is_hidden");
        if (!query.IncludeEdits) filter.Add("NOT r.is_edit");
    }

    private string Order => query.OldestFirst ? "r.key" : "r.key DESC";

    public Task<List<RunRow>> FindAsync(Session session)
    {
        AddAfter();
        AddAfterChange();
        AddText();
        return filter.Prepare(session, Found).AllAsync(RunRows.Read);
    }

    public async Task<Dictionary<RunStatus, int>> CountAsync(Session session)
    {
        if (query.Statuses is { Count: 0 }) return [];
        AddText();
        var statuses = query.Statuses ?? Enum.GetValues<RunStatus>();
        var rows = await filter
            .Prepare(session, where => string.Join(" UNION ALL ", statuses.Distinct().Select(status => $"SELECT {(int)status}, count(*) FROM ({Keys(where, Is(status), RunQuery.LookedAt)}) c")))
            .AllAsync(row => (Status: (RunStatus)row.Int(0), Count: (int)row.Long(1)));
        return rows.Where(row => row.Count > 0).ToDictionary(row => row.Status, row => row.Count);
    }

    private string Found(string where)
    {
        // Statuses are written out: a plan for any status could not follow the index in its order.
        IEnumerable<string?> conditions = query.Statuses is not { } statuses ? new string?[] { null } : statuses.Count == 0 ? new string?[] { "false" } : statuses.Distinct().Select<RunStatus, string?>(Is);
        var most = query.ByChange ? RunQuery.LookedAt : (long)query.Offset + query.Limit;
        var keys = string.Join(" UNION ALL ", conditions.Select(condition => $"({Keys(where, condition, most)})"));
        var order = query.ByChange ? "r.updated_at DESC, r.id DESC" : Order;
        return $"SELECT {RunRows.Columns} FROM run r WHERE r.key IN ({keys}) ORDER BY {order} LIMIT {query.Limit} OFFSET {query.Offset}";
    }

    private static string Is(RunStatus status) => $"r.status = {(int)status}";

    /// <summary>The first keys in the query's order.</summary>
    private string Keys(string where, string? condition, long limit)
    {
        var all = condition is null ? where : where.Length == 0 ? $"WHERE {condition}" : $"{where} AND {condition}";
        return text is null
            ? $"SELECT r.key FROM run r {all} ORDER BY {Order} LIMIT {limit}"
            : $"SELECT r.key FROM (SELECT r.key, r.id, r.thread, r.metadata FROM run r {all} ORDER BY {Order} LIMIT {RunQuery.LookedAt}) r WHERE {text} ORDER BY {Order} LIMIT {limit}";
    }

    private void AddAfter()
    {
        if (query.After is null) return;
        filter.Add($"r.key {(query.OldestFirst ? ">" : "<")} (SELECT a.key FROM run a WHERE a.id = ?)", query.After);
    }

    private void AddAfterChange()
    {
        if (query.AfterChange is not { } place) return;
        var at = place.At.ToUnixTimeMilliseconds();
        filter.Add("r.updated_at <=", at);
        filter.Add($"(r.updated_at < {at} OR r.id < ?)", place.Run);
    }

    private void AddText()
    {
        if (query.Text is not { Length: > 0 } wanted) return;
        var small = filter.Value(wanted.ToLowerInvariant());
        text = $"(strpos(lower(r.thread), {small}) > 0 OR strpos(lower(convert_from(r.metadata, 'UTF8')), {small}) > 0";
        text += RunIds.Part(wanted) is { } part ? $" OR strpos(replace(r.id::text, '-', ''), {filter.Value(part)}) > 0)" : ")";
    }
}
