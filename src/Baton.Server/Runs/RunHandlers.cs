using System.Globalization;
using System.Text.Json;
using Baton.Engine.Remote;
using Baton.Engine.Runs;
using Baton.Engine.Stores;
using Baton.Engine.Streaming;
using Baton.Errors;
using Baton.Graphs;
using Baton.Server.Http;
using Baton.Server.Security;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Baton.Server.Runs;

/// <summary>Starting, watching and steering runs.</summary>
internal static class RunHandlers
{
    public static async Task<Ok<RunBody>> Create(HttpContext context, IRuns runs, AssistantDirectory assistants, string? threadId = null)
    {
        var order = await ReadAsync(context, assistants, threadId);
        var started = await runs.StartAsync(order.Request, context.RequestAborted);
        context.Response.Headers.ContentLocation = RunResponse.Location(started.Run);
        context.Response.Headers[RunHeaders.After] = started.After.ToString(CultureInfo.InvariantCulture);
        context.Response.Headers[RunHeaders.New] = started.IsNew ? "true" : "false";
        return TypedResults.Ok(Projection.Run(started.Run));
    }

    public static async Task Wait(
        HttpContext context, IRuns runs, AssistantDirectory assistants, RunResponse response, string? threadId = null)
    {
        var order = await ReadAsync(context, assistants, threadId);
        var started = await runs.StartAsync(order.Request, context.RequestAborted);
        await response.WaitAsync(context, started.Run, order.CancelOnDisconnect);
    }

    public static async Task Stream(
        HttpContext context, IRuns runs, AssistantDirectory assistants, RunResponse response, string? threadId = null)
    {
        var order = await ReadAsync(context, assistants, threadId);
        var started = await runs.StartAsync(order.Request, context.RequestAborted);
        var request = new StreamRequest(order.Modes) { After = started.After, Subgraphs = order.Subgraphs };
        await response.StreamAsync(context, started.Run, request, order.CancelOnDisconnect);
    }

    public static async Task<Ok<IReadOnlyList<RunBody>>> Batch(HttpContext context, IRuns runs, BatchOrder batch)
    {
        var body = await RequestBody.ReadAsync(context);
        var requests = await batch.ReadAsync(body, Caller.Of(context), IdempotencyKey(context), context.RequestAborted);
        var started = new List<RunBody>(requests.Count);
        foreach (var request in requests) started.Add(Projection.Run((await runs.StartAsync(request, context.RequestAborted)).Run));
        return TypedResults.Ok<IReadOnlyList<RunBody>>(started);
    }

    public static async Task<Ok<IReadOnlyList<JsonElement>>> List(
        HttpContext context, IStore store, string threadId, int limit = 10, int offset = 0, string? status = null)
    {
        var faults = Fields.None();
        (limit, offset) = (faults.Within("limit", limit, 0, 1_000), faults.Within("offset", offset, 0, int.MaxValue));
        faults.Throw();
        var caller = Caller.Of(context);
        if (await store.Threads.FindAsync(caller.Tenant, threadId, context.RequestAborted) is null) throw UnknownThread(threadId);
        var statuses = status is null ? null : Projection.Statuses(status) ?? throw new BatonException(
            ErrorCodes.RequestInvalid, $"There is no status '{status}'. Use pending, running, error, success, timeout or interrupted.");
        var rows = await store.Runs.QueryAsync(
            new RunQuery(caller.Tenant) { Thread = threadId, Statuses = statuses, Limit = limit, Offset = offset },
            context.RequestAborted);
        var select = context.Request.Query["select"].SelectMany(QueryLists.Parse).ToList();
        return TypedResults.Ok(Selection.Of(rows.Select(Projection.Run), select, RunApiJson.Default.RunBody));
    }

    public static async Task<Ok<RunBody>> Get(HttpContext context, IStore store, KeptResults results, Guid runId, string? threadId = null) =>
        TypedResults.Ok(Projection.Run(await FindOrKeptAsync(context, store, results, threadId, runId)));

    public static async Task Join(
        HttpContext context, IStore store, KeptResults results, RunResponse response, Guid runId, string? threadId = null, string? cancel_on_disconnect = null) =>
        await response.WaitAsync(context, await FindOrKeptAsync(context, store, results, threadId, runId), IsOn(cancel_on_disconnect));

    public static async Task JoinStream(
        HttpContext context, IStore store, RunResponse response, Guid runId, string? threadId = null, string? cancel_on_disconnect = null)
    {
        var request = new StreamRequest(StreamModeNames.ParseQuery(context.Request.Query["stream_mode"]))
        {
            LastEventId = context.Request.Headers["Last-Event-ID"] is { Count: > 0 } id ? id.ToString() : null,
            Subgraphs = IsOn(context.Request.Query["stream_subgraphs"]),
        };
        var run = await FindAsync(context, store, threadId, runId);
        await response.StreamAsync(context, run, request, IsOn(cancel_on_disconnect));
    }

    public static async Task<Results<NoContent, Accepted>> Cancel(
        HttpContext context, IStore store, IRuns runs, Guid runId, string? threadId = null, string? wait = null, string? action = null, string? reason = null)
    {
        if (action is not (null or "interrupt" or "rollback"))
        {
            throw new BatonException(ErrorCodes.RequestInvalid, $"There is no action '{action}'. Use interrupt or rollback.");
        }

        var run = await FindAsync(context, store, threadId, runId);
        var caller = Caller.Of(context);
        var why = $"{(reason is null ? "" : reason + ": ")}cancelled by {caller.Name}";
        var outcome = await runs.CancelAsync(caller.Tenant, run.Id, why, action == "rollback", context.RequestAborted);
        if (outcome == SendOutcome.Unknown) throw UnknownRun(runId);
        if (outcome is SendOutcome.Ended or SendOutcome.Conflict)
        {
            throw new BatonException(ErrorCodes.RunEnded, $"Run {runId:D} has ended; there is nothing to cancel.");
        }

        if (!IsOn(wait)) return TypedResults.Accepted((string?)null);
        await runs.WaitAsync(caller.Tenant, run.Id, context.RequestAborted);
        return TypedResults.NoContent();
    }

    public static async Task<NoContent> Delete(HttpContext context, IStore store, string threadId, Guid runId)
    {
        if (await ForgetKeptAsync(context, store, threadId, runId)) return TypedResults.NoContent();
        var run = await FindAsync(context, store, threadId, runId);
        if (await store.Runs.DeleteAsync(run.Tenant, run.Id, context.RequestAborted)) return TypedResults.NoContent();
        throw new BatonException(ErrorCodes.ThreadBusy, $"Run {runId:D} has not ended. Cancel it first.");
    }

    /// <summary>The header under which a repeated request gets the first result, or null.</summary>
    public static string? IdempotencyKey(HttpContext context) =>
        context.Request.Headers["Idempotency-Key"] is { Count: > 0 } key && key.ToString() is { Length: > 0 } text ? text : null;

    public static BatonException UnknownThread(string thread) =>
        new(ErrorCodes.ThreadUnknown, $"There is no thread '{thread}'. POST /threads makes one.");

    private static async ValueTask<RunOrder> ReadAsync(HttpContext context, AssistantDirectory assistants, string? thread) =>
        RunOrder.Read(await RequestBody.ReadFieldsAsync(context), assistants, Caller.Of(context), thread, IdempotencyKey(context));

    /// <summary>Finds a run of which only its result may be left.</summary>
    private static async ValueTask<RunRow> FindOrKeptAsync(HttpContext context, IStore store, KeptResults results, string? thread, Guid run)
    {
        var tenant = Caller.Of(context).Tenant;
        if (await store.Runs.FindAsync(tenant, run, context.RequestAborted) is not null) return await FindAsync(context, store, thread, run);

        var kept = (await results.FindAsync(tenant, run, context.RequestAborted) ?? throw UnknownRun(run)).Run;
        return thread is null || Projection.ThreadOf(kept) == thread ? kept : throw UnknownRun(run);
    }

    /// <summary>Removes the result of a run of which nothing else is left.</summary>
    private static async ValueTask<bool> ForgetKeptAsync(HttpContext context, IStore store, string thread, Guid run)
    {
        var (tenant, id) = (Caller.Of(context).Tenant, RunIds.Text(run));
        if (thread != id || await store.Records.FindAsync(tenant, RecordCollections.Results, id, context.RequestAborted) is null) return false;
        return await store.Records.ApplyAsync(tenant, [new RecordChange(RecordCollections.Results, id, null, null)], context.RequestAborted);
    }

    private static async ValueTask<RunRow> FindAsync(HttpContext context, IStore store, string? thread, Guid run)
    {
        var row = await store.Runs.FindAsync(Caller.Of(context).Tenant, run, context.RequestAborted);
        return row is { Hidden: false, IsEdit: false } && (thread is null || Projection.ThreadOf(row) == thread) ? row : throw UnknownRun(run);
    }

    private static BatonException UnknownRun(Guid run) => new(ErrorCodes.RunUnknown, $"There is no run {run:D} here.");

    private static bool IsOn(string? value) => value is "1" or "true" or "True";
}
