using Baton.Engine.Runs;
using Baton.Engine.Stores;
using Baton.Sqlite.Native;

namespace Baton.Sqlite.Runs;

/// <summary>
/// Finds and counts runs that fit a filter. Which index is walked is said here: without statistics SQLite takes the tenant, which most rows
/// share, for a good first choice, and sorts the whole table.
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
        if (!query.IncludeHidden) filter.Add("r.is_hidden = 0");
        if (!query.IncludeEdits) filter.Add("r.is_edit = 0");
    }

    private string Direction => query.OldestFirst ? "ASC" : "DESC";

    public List<RunRow> Find(Connection connection)
    {
        var path = Path(query);
        AddAfter(path.IsByTime);
        AddText();
        AddAfterChange();
        var most = query.ByChange ? RunQuery.LookedAt : (long)query.Offset + query.Limit;
        var keys = string.Join(" UNION ALL ", Conditions(query.Statuses).Select(condition => $"SELECT key FROM ({Keys(path, condition, most)})"));
        var order = query.ByChange ? "r.updated_at DESC, r.id DESC" : Order(path.IsByTime);
        using var statement = connection.PrepareOnce(
            $"SELECT {RunRows.Columns} FROM run r WHERE r.key IN ({keys}) ORDER BY {order} LIMIT {query.Limit} OFFSET {query.Offset}");
        return filter.BindTo(statement).All(RunRows.Read);
    }

    public Dictionary<RunStatus, int> Count(Connection connection)
    {
        if (query.Statuses is { Count: 0 }) return [];
        AddText();
        var counts = (query.Statuses ?? Enum.GetValues<RunStatus>()).Distinct()
            .Select(status => $"SELECT {(int)status}, count(*) FROM ({Keys(Path(query with { Statuses = [status] }), $"r.status = {(int)status}", RunQuery.LookedAt)})");
        using var statement = connection.PrepareOnce(string.Join(" UNION ALL ", counts));
        return filter.BindTo(statement).All(row => (Status: (RunStatus)row.Int(0), Count: row.Int(1)))
            .Where(row => row.Count > 0).ToDictionary(row => row.Status, row => row.Count);
    }

    /// <summary>The index whose order is the query's, and whether that is by time.</summary>
    private static (string Index, bool IsByTime) Path(RunQuery query) => query switch
    {
        { Tenant: not null, Thread: not null } => ("INDEXED BY run_thread", false),
        { Parent: not null } => ("INDEXED BY run_parent", false),
        { Tenant: null } => ("", false),
        { ErrorCode: not null } => ("INDEXED BY run_error", false),
        { Statuses: { Count: > 0 } statuses } when !statuses.Contains(RunStatus.Success) => ("INDEXED BY run_status", false),
        { Since: not null } or { Until: not null } => ("INDEXED BY run_created", true),
        { Graph: not null } => ("INDEXED BY run_graph", false),
        { Pool: not null } => ("INDEXED BY run_pool", false),
        { Statuses.Count: > 0 } => ("INDEXED BY run_status", false),
        _ => ("NOT INDEXED", false),
    };

    private static IEnumerable<string?> Conditions(IReadOnlyList<RunStatus>? statuses) =>
        statuses is null ? new string?[] { null } : statuses.Count == 0 ? new string?[] { "0" } : statuses.Distinct().Select<RunStatus, string?>(status => $"r.status = {(int)status}");

    /// <summary>The first keys in the query's order.</summary>
    private string Keys((string Index, bool IsByTime) path, string? condition, long limit)
    {
        var order = Order(path.IsByTime);
        var where = condition is null ? filter.Where : filter.Where.Length == 0 ? $"WHERE {condition}" : $"{filter.Where} AND {condition}";
        return text is null
            ? $"SELECT r.key FROM run r {path.Index} {where} ORDER BY {order} LIMIT {limit}"
            : $"SELECT r.key FROM (SELECT r.key, r.id, r.thread, r.metadata, r.created_at FROM run r {path.Index} {where} ORDER BY {order} LIMIT {RunQuery.LookedAt}) r WHERE {text} ORDER BY {order} LIMIT {limit}";
    }

    private string Order(bool isByTime) => isByTime ? $"r.created_at {Direction}, r.key {Direction}" : $"r.key {Direction}";

    private void AddAfter(bool isByTime)
    {
        if (query.After is null) return;
        var sign = query.OldestFirst ? ">" : "<";
        filter.Add(isByTime ? $"(r.created_at, r.key) {sign} (SELECT a.created_at, a.key FROM run a WHERE a.id = $)" : $"r.key {sign} (SELECT a.key FROM run a WHERE a.id = $)", query.After);
    }

    private void AddAfterChange()
    {
        if (query.AfterChange is not { } place) return;
        var at = place.At.ToUnixTimeMilliseconds();
        filter.Add("r.updated_at <=", at);
        filter.Add($"(r.updated_at < {at} OR r.id < $)", place.Run);
    }

    private void AddText()
    {
        if (query.Text is not { Length: > 0 } wanted) return;
        var small = filter.Value(wanted.ToLowerInvariant());
        text = $"(instr(lower(r.thread), {small}) > 0 OR instr(lower(CAST(r.metadata AS TEXT)), {small}) > 0";
        text += RunIds.Part(wanted) is { } part ? $" OR instr(lower(hex(r.id)), {filter.Value(part)}) > 0)" : ")";
    }
}
