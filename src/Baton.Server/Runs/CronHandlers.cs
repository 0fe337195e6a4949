using System.Text.Json;
using Baton.Engine.Schedules;
using Baton.Errors;
using Baton.Server.Http;
using Baton.Server.Security;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Baton.Server.Runs;

/// <summary>Making, finding and changing schedules.</summary>
internal static class CronHandlers
{
    public static async Task<Ok<CronBody>> Create(HttpContext context, ISchedules schedules, AssistantDirectory assistants, string? threadId = null)
    {
        var request = CronOrder.Read(
            await RequestBody.ReadFieldsAsync(context), assistants, Caller.Of(context), threadId, IdempotencyKey.Of(context));
        return TypedResults.Ok(Projection.Cron(await schedules.CreateAsync(request, context.RequestAborted)));
    }

    public static async Task<Ok<CronBody>> Get(HttpContext context, ISchedules schedules, Guid cronId) =>
        TypedResults.Ok(Projection.Cron(await schedules.FindAsync(Caller.Of(context).Tenant, cronId, context.RequestAborted) ?? throw Unknown(cronId)));

    public static async Task<Ok<CronBody>> Update(HttpContext context, ISchedules schedules, Guid cronId)
    {
        var caller = Caller.Of(context);
        var change = CronOrder.ReadChange(await RequestBody.ReadFieldsAsync(context), caller);
        return TypedResults.Ok(Projection.Cron(await schedules.UpdateAsync(caller.Tenant, cronId, change, context.RequestAborted)));
    }

    public static async Task<NoContent> Delete(HttpContext context, ISchedules schedules, Guid cronId) =>
        await schedules.DeleteAsync(Caller.Of(context).Tenant, cronId, context.RequestAborted) ? TypedResults.NoContent() : throw Unknown(cronId);

    public static async Task<Ok<IReadOnlyList<JsonElement>>> Search(HttpContext context, ISchedules schedules, AssistantDirectory assistants)
    {
        var fields = await RequestBody.ReadFieldsAsync(context);
        var limit = fields.Number("limit", 10, 1, 1_000);
        var offset = fields.Number("offset", 0, 0, int.MaxValue);
        var select = fields.Names("select");
        var key = fields.Choice<Func<CronBody, IComparable?>>(
            "sort_by", cron => cron.CreatedAt, ("created_at", cron => cron.CreatedAt), ("updated_at", cron => cron.UpdatedAt),
            ("next_run_date", cron => cron.NextRunDate), ("cron_id", cron => cron.CronId), ("assistant_id", cron => cron.AssistantId),
            ("thread_id", cron => cron.ThreadId));
        var ascending = fields.Choice("sort_order", false, ("desc", false), ("asc", true));
        var found = await FilterAsync(context, fields, schedules, assistants);
        var sorted = (ascending ? found.OrderBy(key) : found.OrderByDescending(key)).ThenBy(cron => cron.CronId);
        context.Response.Headers["X-Pagination-Total"] = $"{found.Count}";
        if (found.Count > (long)offset + limit) context.Response.Headers["X-Pagination-Next"] = $"{offset + limit}";
        return TypedResults.Ok(Selection.Of(sorted.Skip(offset).Take(limit), select, RunApiJson.Default.CronBody));
    }

    public static async Task<Ok<int>> Count(HttpContext context, ISchedules schedules, AssistantDirectory assistants)
    {
        var fields = await RequestBody.ReadFieldsAsync(context);
        return TypedResults.Ok((await FilterAsync(context, fields, schedules, assistants)).Count);
    }

    private static async ValueTask<List<CronBody>> FilterAsync(HttpContext context, Fields fields, ISchedules schedules, AssistantDirectory assistants)
    {
        var assistant = fields.Text("assistant_id");
        var thread = fields.Text("thread_id");
        var metadata = fields.Object("metadata");
        bool? enabled = fields.Value("enabled") is { ValueKind: not JsonValueKind.Null } ? fields.Flag("enabled") : null;
        fields.Throw();
        var graph = assistant is null ? null : assistants.GraphOf(assistant);
        var all = await schedules.ListAsync(Caller.Of(context).Tenant, context.RequestAborted);
        return
        [
            .. all.Select(Projection.Cron).Where(cron =>
                (graph is null || cron.GraphId == graph) && (thread is null || cron.ThreadId == thread)
                && (enabled is null || cron.Enabled == enabled) && Selection.Matches(cron.Metadata, metadata)),
        ];
    }

    private static BatonException Unknown(Guid cron) =>
        new(ErrorCodes.ScheduleUnknown, $"There is no schedule {cron:D}. POST /runs/crons/search lists them.");
}
