using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Text.Json;
using Baton.Engine.Explaining;
using Baton.Engine.Journal;
using Baton.Engine.Replay;
using Baton.Engine.Runs;
using Baton.Engine.Stores;
using Baton.Engine.Trees;
using Baton.Errors;
using Baton.Registry;
using Baton.Server.Http;
using Baton.Server.Security;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Baton.Server.Ops;

/// <summary>Finding runs, and looking into one.</summary>
internal static class OpsRuns
{
    private const int MostRows = 1_000;

    public static async Task<Ok<IReadOnlyList<OpsRun>>> List(
        HttpContext context, IStore store, GraphRegistry graphs, [AsParameters] OpsRunFilter filter, [Range(1, MostRows)] int limit = 100, [Range(0, int.MaxValue)] int offset = 0, Guid? after = null)
    {
        var faults = Fields.None();
        var query = filter.ToQuery(Caller.Of(context).Tenant, graphs, faults) with
        {
            Limit = limit,
            Offset = offset,
            After = after,
        };
        faults.Throw();
        if (after is { } last) await FindAsync(context, store, last);
        var rows = await store.Runs.QueryAsync(query, context.RequestAborted);
        if (rows.Count == query.Limit) context.Response.Headers["X-Pagination-Next"] = rows[^1].Id.ToString("D");
        return TypedResults.Ok<IReadOnlyList<OpsRun>>([.. rows.Select(OpsRun.Of)]);
    }

    public static async Task<Ok<OpsRunCounts>> Count(HttpContext context, IStore store, GraphRegistry graphs, [AsParameters] OpsRunFilter filter)
    {
        var faults = Fields.None();
        var query = filter.ToQuery(Caller.Of(context).Tenant, graphs, faults);
        faults.Throw();
        var counts = await store.Runs.CountAsync(query, context.RequestAborted);
        return TypedResults.Ok(new OpsRunCounts(
            Enum.GetValues<RunStatus>().ToDictionary(status => status.Word(), status => counts.GetValueOrDefault(status)), RunQuery.LookedAt));
    }

    public static async Task<Ok<OpsRun>> Get(HttpContext context, IStore store, KeptResults results, Guid runId)
    {
        var tenant = Caller.Of(context).Tenant;
        if (await store.Runs.FindAsync(tenant, runId, context.RequestAborted) is { } run) return TypedResults.Ok(OpsRun.Of(run));

        var kept = await results.FindAsync(tenant, runId, context.RequestAborted) ?? throw Unknown(runId);
        return TypedResults.Ok(OpsRun.Of(kept.Run) with { Reduced = true, Output = kept.Output, Error = kept.Error?.Message });
    }

    public static async Task<Ok<IReadOnlyList<OpsEntry>>> Journal(
        HttpContext context, IStore store, JournalReader journals, Guid runId, [Range(0, int.MaxValue)] int after = 0, [Range(1, MostRows)] int limit = MostRows)
    {
        await FindAsync(context, store, runId);
        var entries = await journals.ReadAsync(runId, after, limit, context.RequestAborted);
        if (entries.Count == limit) context.Response.Headers["X-Pagination-Next"] = entries[^1].Seq.ToString(CultureInfo.InvariantCulture);
        return TypedResults.Ok<IReadOnlyList<OpsEntry>>([.. entries.Select(Entry)]);
    }

    /// <summary>A run's journal as a file, which a test or <c>baton replay</c> replays.</summary>
    public static async Task<ContentHttpResult> History(HttpContext context, JournalReplay replay, Guid runId)
    {
        var history = await replay.HistoryAsync(Caller.Of(context).Tenant, runId, context.RequestAborted);
        return TypedResults.Text(history.ToJson(), "application/json");
    }

    public static async Task<Ok<RunTree>> Tree(
        HttpContext context, RunTrees trees, Guid runId, [Range(0, RunTrees.MostDepth)] int depth = 0, [Range(1, RunTrees.MostItems)] int max = 2_000) =>
        TypedResults.Ok(await trees.ReadAsync(Caller.Of(context).Tenant, runId, depth, max, context.RequestAborted) ?? throw Unknown(runId));

    public static async Task<Ok<Explanation>> Explain(HttpContext context, RunExplainer explainer, Guid runId) =>
        TypedResults.Ok(await explainer.ExplainAsync(Caller.Of(context).Tenant, runId, context.RequestAborted) ?? throw Unknown(runId));

    public static async Task<Ok<OpsSignalled>> Signal(HttpContext context, IRuns runs, Guid runId)
    {
        var fields = await RequestBody.ReadFieldsAsync(context);
        var name = fields.Text("name");
        if (string.IsNullOrEmpty(name)) fields.Add("name", "The event's name is expected.");
        fields.Throw();
        return await runs.SignalAsync(Caller.Of(context).Tenant, runId, name!, fields.Value("payload"), context.RequestAborted) switch
        {
            SendOutcome.Delivered => TypedResults.Ok(new OpsSignalled(runId, "delivered")),
            SendOutcome.AlreadyDelivered => TypedResults.Ok(new OpsSignalled(runId, "already_delivered")),
            SendOutcome.Unknown => throw Unknown(runId),
            _ => throw new BatonException(ErrorCodes.RunEnded, $"Run {runId:D} has ended; it takes no events any more."),
        };
    }

    public static BatonException Unknown(Guid run) => new(ErrorCodes.RunUnknown, $"There is no run {run:D}.");

    private static async ValueTask<RunRow> FindAsync(HttpContext context, IStore store, Guid run) =>
        await store.Runs.FindAsync(Caller.Of(context).Tenant, run, context.RequestAborted) ?? throw Unknown(run);

    private static OpsEntry Entry(JournalEntry entry) =>
        new(entry.Seq, JsonNamingPolicy.SnakeCaseLower.ConvertName(entry.Kind.ToString()), entry.At, JsonElement.Parse(entry.Body.Span));
}
