using System.Text.Json;
using Baton.Engine.Repairs;
using Baton.Engine.Runs;
using Baton.Engine.Stores;
using Baton.Errors;
using Baton.Registry;
using Baton.Server.Http;
using Baton.Server.Security;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Baton.Server.Ops;

/// <summary>Taking runs up again, skipping what failed, and doing so, or cancelling, for many runs at once.</summary>
internal static class OpsRepairs
{
    private static readonly RunStatus[] _underWay = [.. Enum.GetValues<RunStatus>().Where(status => !status.HasEnded())];

    public static async Task<Ok<OpsRepaired>> Retry(HttpContext context, IRepairs repairs, Guid runId)
    {
        var fields = await RequestBody.ReadFieldsAsync(context);
        var (repeatCalls, dryRun) = (fields.Flag("repeat_calls"), fields.Flag("dry_run"));
        fields.RefuseOthers();
        fields.Throw();
        var caller = Caller.Of(context);
        if (dryRun) return TypedResults.Ok(OpsRepaired.Of(await repairs.PlanAsync(caller.Tenant, runId, context.RequestAborted)));
        return TypedResults.Ok(OpsRepaired.Of(await repairs.RetryAsync(caller.Tenant, runId, repeatCalls, caller.Name, context.RequestAborted)));
    }

    public static async Task<Ok<OpsRepaired>> Skip(HttpContext context, IRepairs repairs, Guid runId)
    {
        var fields = await RequestBody.ReadFieldsAsync(context);
        var (node, values) = (fields.Text("node"), fields.Object("values"));
        fields.RefuseOthers();
        fields.Throw();
        var caller = Caller.Of(context);
        var repaired = await repairs.SkipAsync(caller.Tenant, runId, node, values ?? JsonElement.Parse("{}"u8), caller.Name, context.RequestAborted);
        return TypedResults.Ok(OpsRepaired.Of(repaired));
    }

    public static async Task<Ok<OpsBulkResult>> CancelMany(HttpContext context, IStore store, IRuns runs, GraphRegistry graphs)
    {
        var caller = Caller.Of(context);
        var fields = await RequestBody.ReadFieldsAsync(context);
        var reason = fields.Text("reason");
        var order = OpsBulkOrder.Read(fields, caller.Tenant, graphs, _underWay);
        var why = $"{(reason is null ? "" : reason + ": ")}cancelled by {caller.Name}";
        return TypedResults.Ok(await order.RunAsync(
            store,
            async run => order.DryRun
                ? new OpsBulkItem(run, "would_cancel")
                : await runs.CancelAsync(caller.Tenant, run, why, false, context.RequestAborted) switch
                {
                    SendOutcome.Delivered or SendOutcome.AlreadyDelivered => new OpsBulkItem(run, "cancelled"),
                    SendOutcome.Unknown => throw OpsRuns.Unknown(run),
                    _ => throw new BatonException(ErrorCodes.RunEnded, $"Run {run:D} has ended; there is nothing to cancel."),
                },
            context.RequestAborted));
    }

    public static async Task<Ok<OpsBulkResult>> RetryMany(HttpContext context, IStore store, IRepairs repairs, GraphRegistry graphs)
    {
        var caller = Caller.Of(context);
        var fields = await RequestBody.ReadFieldsAsync(context);
        var repeatCalls = fields.Flag("repeat_calls");
        var order = OpsBulkOrder.Read(fields, caller.Tenant, graphs, [RunStatus.Error, RunStatus.Timeout]);
        return TypedResults.Ok(await order.RunAsync(
            store,
            async run =>
            {
                if (order.DryRun)
                {
                    var plan = await repairs.PlanAsync(caller.Tenant, run, context.RequestAborted);
                    return new OpsBulkItem(run, plan.Repeats.Count == 0 || repeatCalls ? "would_retry" : "would_repeat_calls") { Repeats = plan.Repeats };
                }

                var repaired = await repairs.RetryAsync(caller.Tenant, run, repeatCalls, caller.Name, context.RequestAborted);
                return new OpsBulkItem(run, repaired.IsNew ? "retried" : "already_retried") { NewRunId = repaired.Run };
            },
            context.RequestAborted));
    }
}
