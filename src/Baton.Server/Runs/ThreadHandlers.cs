using System.Text.Json;
using Baton.Engine.Analytics;
using Baton.Engine.Runs;
using Baton.Engine.Stores;
using Baton.Server.Http;
using Baton.Server.Security;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using ThreadState = Baton.Engine.Runs.ThreadState;

namespace Baton.Server.Runs;

/// <summary>Making, finding and changing threads.</summary>
internal static class ThreadHandlers
{
    public static async Task<Ok<ThreadBody>> Create(HttpContext context, ThreadCreation creation)
    {
        var fields = await RequestBody.ReadFieldsAsync(context);
        var (row, state) = await creation.CreateAsync(
            fields, Caller.Of(context), IdempotencyKey.Of(context), context.RequestAborted);
        return TypedResults.Ok(Show(context, row, state));
    }

    public static async Task<Ok<ThreadBody>> Get(HttpContext context, IStore store, IThreads threads, string threadId)
    {
        var row = await store.Threads.FindAsync(Caller.Of(context).Tenant, threadId, context.RequestAborted)
            ?? throw RunHandlers.UnknownThread(threadId);
        return TypedResults.Ok(Show(context, row, await threads.StateAsync(row.Tenant, row.Id, null, context.RequestAborted)));
    }

    public static async Task<Results<Ok<ThreadBody>, NoContent>> Update(HttpContext context, IStore store, IThreads threads, string threadId)
    {
        var fields = await RequestBody.ReadFieldsAsync(context);
        var metadata = fields.Object("metadata");
        fields.Throw();
        var tenant = Caller.Of(context).Tenant;
        var row = metadata is null
            ? await store.Threads.FindAsync(tenant, threadId, context.RequestAborted)
            : await store.Threads.UpdateAsync(tenant, threadId, metadata.Value, context.RequestAborted);
        if (row is null) throw RunHandlers.UnknownThread(threadId);
        if (context.Request.Headers["Prefer"].ToString().Contains("return=minimal", StringComparison.OrdinalIgnoreCase)) return TypedResults.NoContent();
        return TypedResults.Ok(Show(context, row, await threads.StateAsync(tenant, threadId, null, context.RequestAborted)));
    }

    public static async Task<NoContent> Delete(HttpContext context, IStore store, IFeedback feedback, string threadId)
    {
        var tenant = Caller.Of(context).Tenant;
        var row = await store.Threads.FindAsync(tenant, threadId, context.RequestAborted) ?? throw RunHandlers.UnknownThread(threadId);

        // Before the thread: what can be done without may be missing, but must not be left. What customers said is kept where the thread will be.
        if (row.Status != ThreadStatus.Busy) await feedback.RemoveAsync(tenant, threadId, context.RequestAborted);
        await ThreadNotes.RemoveAsync(store, tenant, threadId, context.RequestAborted);
        if (!await store.Threads.DeleteAsync(tenant, threadId, context.RequestAborted)) throw RunHandlers.UnknownThread(threadId);

        // And what was said meanwhile.
        await feedback.RemoveAsync(tenant, threadId, CancellationToken.None);
        return TypedResults.NoContent();
    }

    public static async Task<Ok<IReadOnlyList<JsonElement>>> Search(HttpContext context, IStore store, IThreads threads)
    {
        var fields = await RequestBody.ReadFieldsAsync(context);
        var values = ReadValues(fields);
        var query = ReadQuery(fields, Caller.Of(context)) with
        {
            Ids = fields.Names("ids"),
            SortBy = fields.Choice(
                "sort_by", "updated_at", ("updated_at", "updated_at"), ("created_at", "created_at"), ("thread_id", "thread_id"),
                ("state_updated_at", "updated_at"), ("status", "updated_at")),
            Ascending = fields.Choice("sort_order", false, ("desc", false), ("asc", true)),
            Limit = fields.Number("limit", 10, 1, 1_000),
            Offset = fields.Number("offset", 0, 0, int.MaxValue),
        };
        var select = fields.Names("select");
        fields.Throw();
        var withState = select is null || select.Contains("values") || select.Contains("interrupts") || select.Contains("error");
        var more = query with { Limit = query.Limit + 1 };
        var found = values is { } wanted
            ? await StateSearch.FindAsync(store, threads, more, wanted, (row, state) => Visible(context, row, state), context.RequestAborted)
            : [.. (await store.Threads.QueryAsync(more, context.RequestAborted)).Select(row => (Row: row, State: (ThreadState?)null))];
        if (found.Count > query.Limit) context.Response.Headers["X-Pagination-Next"] = $"{query.Offset + query.Limit}";
        var bodies = new List<ThreadBody>();
        foreach (var (row, state) in found.Take(query.Limit))
        {
            bodies.Add(Show(context, row, withState ? state ?? await threads.StateAsync(row.Tenant, row.Id, null, context.RequestAborted) : null));
        }

        return TypedResults.Ok(Selection.Of(bodies, select, RunApiJson.Default.ThreadBody));
    }

    public static async Task<Ok<int>> Count(HttpContext context, IStore store, IThreads threads)
    {
        var fields = await RequestBody.ReadFieldsAsync(context);
        var values = ReadValues(fields);
        var query = ReadQuery(fields, Caller.Of(context));
        fields.Throw();
        if (values is not { } wanted) return TypedResults.Ok(await store.Threads.CountAsync(query, context.RequestAborted));
        var found = await StateSearch.FindAsync(store, threads, query with { Limit = int.MaxValue }, wanted, (row, state) => Visible(context, row, state), context.RequestAborted);
        return TypedResults.Ok(found.Count);
    }

    private static ThreadBody Show(HttpContext context, ThreadRow row, ThreadState? state) =>
        Projection.Thread(row, state is null ? null : Visible(context, row, state));

    private static ThreadState Visible(HttpContext context, ThreadRow row, ThreadState state) => CustomerView.Of(context, row.Graph)?.Show(state) ?? state;

    private static JsonElement? ReadValues(Fields fields) =>
        fields.Object("values") is { } values && values.EnumerateObject().Any() ? values : null;

    private static ThreadQuery ReadQuery(Fields fields, Caller caller) => new(caller.Tenant)
    {
        Metadata = fields.Object("metadata"),
        Status = fields.Choice<ThreadStatus?>(
            "status", null, ("idle", ThreadStatus.Idle), ("busy", ThreadStatus.Busy), ("interrupted", ThreadStatus.Interrupted),
            ("error", ThreadStatus.Error)),
    };
}
