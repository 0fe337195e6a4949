using System.Text.Json;
using System.Text.Json.Nodes;
using Baton.Engine.Effects;
using Baton.Engine.Runs;
using Baton.Engine.Stores;
using Baton.Errors;
using Baton.Graphs;

namespace Baton.Engine.Repairs;

/// <summary>Takes up what runs left undone.</summary>
internal sealed class RepairService(EngineParts parts, IRuns runs, IThreads threads) : IRepairs
{
    public async ValueTask<RepairPlan> PlanAsync(string tenant, Guid run, CancellationToken cancellationToken) =>
        Plan(await FailedAsync(tenant, run, cancellationToken));

    public async ValueTask<Repaired> RetryAsync(string tenant, Guid run, bool repeatCalls, string? by, CancellationToken cancellationToken)
    {
        var failed = await FailedAsync(tenant, run, cancellationToken);
        var plan = Plan(failed);
        if (await RepairedAsync(failed, cancellationToken) is { } earlier) return new Repaired(earlier, false, plan);
        await CheckThreadAsync(failed, cancellationToken);
        if (plan.Repeats.Count > 0 && !repeatCalls)
        {
            throw new BatonException(
                ErrorCodes.RepairRepeats,
                $"A retry of run {run:D} would make calls again that were begun: {string.Join(", ", plan.Repeats)}. Look whether that does harm, then say repeat_calls, or skip the node.");
        }

        var request = Request(failed, by);
        return await StartAsync(failed.CanFork ? request with { From = failed.Place } : request with { Input = failed.Started.Input }, plan, cancellationToken);
    }

    public async ValueTask<Repaired> SkipAsync(string tenant, Guid run, string? node, JsonElement values, string? by, CancellationToken cancellationToken)
    {
        var failed = await FailedAsync(tenant, run, cancellationToken);
        var plan = Plan(failed);
        var (key, hash) = EarlierRepairs.Note(values);
        var earlier = await new EarlierRepairs(parts, failed).ReadAsync(cancellationToken);
        if (earlier.Same(hash) is { } same) return new Repaired(same.Id, false, plan);
        if (!failed.CanFork || failed.Node is null or Graph.End)
        {
            throw new BatonException(ErrorCodes.SkipRefused, $"Run {run:D} has no node to skip: it is on no thread, or did not stop at a node. Retry it instead.");
        }

        if (node is not null && node != failed.Node)
        {
            throw new BatonException(ErrorCodes.SkipRefused, $"Run {run:D} did not stop at '{node}' but at '{failed.Node}'. Skip that one, or fork the thread before '{node}'.");
        }

        await earlier.CheckAsync(cancellationToken);
        var thread = await parts.Store.Threads.FindAsync(tenant, failed.Row.Thread!, cancellationToken);
        if (thread is null || !await earlier.StandAtAsync(thread, cancellationToken)) throw Moved(failed);
        await threads.UpdateAsync(tenant, failed.Row.Thread!, values, failed.Node, failed.Place, by, cancellationToken);
        return await StartAsync(Request(failed, by, (key, hash)) with { Id = earlier.NextId }, plan, cancellationToken);
    }

    private async ValueTask<Repaired> StartAsync(RunRequest request, RepairPlan plan, CancellationToken cancellationToken)
    {
        var started = await runs.StartAsync(request, cancellationToken);
        return new Repaired(started.Run.Id, started.IsNew, plan);
    }

    private async ValueTask<FailedRun> FailedAsync(string tenant, Guid run, CancellationToken cancellationToken)
    {
        var row = await parts.Store.Runs.FindAsync(tenant, run, cancellationToken) ?? throw new BatonException(ErrorCodes.RunUnknown, $"There is no run {run:D}.");
        if (Refusal(row) is { } why) throw new BatonException(ErrorCodes.RepairRefused, $"Run {run:D} cannot be repaired: {why}");
        return FailedRun.Of(row, await parts.States.EntriesAsync(run, int.MaxValue, cancellationToken));
    }

    private static string? Refusal(RunRow row) => row switch
    {
        { Status: RunStatus.Success } => "it succeeded. To do it again, start it again.",
        { Hidden: true } => "it was rolled back. Start it again.",
        { Parent: { } parent } => $"it is a child run, and nothing waits for it any more. Repair run {parent.Root:D}, at the top of its tree.",
        { Status: var status } when !status.HasEnded() => $"it is {status.Word()}. Cancel it first; GET /ops/runs/{row.Id:D}/explain says what it waits for.",
        _ => null,
    };

    private static RepairPlan Plan(FailedRun failed) =>
        new(failed.Row.Id, failed.CanFork ? failed.Place : null, failed.CanFork ? failed.Node : null, failed.Repeats);

    private async ValueTask<Guid?> RepairedAsync(FailedRun failed, CancellationToken cancellationToken) =>
        (await parts.Store.Runs.FindAsync(failed.Row.Tenant, IdOf(failed), cancellationToken))?.Id;

    /// <summary>What came after the failed run must not be lost: a fork would take the thread back to where that run stood.</summary>
    private async ValueTask CheckThreadAsync(FailedRun failed, CancellationToken cancellationToken)
    {
        if (failed.Row.Thread is not { } id) return;
        var thread = await parts.Store.Threads.FindAsync(failed.Row.Tenant, id, cancellationToken);
        if (thread is null || !failed.CanFork || (thread.Head?.Run == failed.Row.Id && thread.ActiveRun is null)) return;
        throw Moved(failed);
    }

    private static BatonException Moved(FailedRun failed) => new(
        ErrorCodes.RepairThreadMoved,
        $"Thread '{failed.Row.Thread}' has gone on since run {failed.Row.Id:D} ended. Look at the thread, and fork it from a checkpoint where that is still wanted.");

    private RunRequest Request(FailedRun failed, string? by, (string Key, string Value)? note = null)
    {
        var started = failed.Started;
        return new RunRequest(failed.Row.Assistant)
        {
            Id = IdOf(failed),
            Tenant = failed.Row.Tenant,
            Thread = failed.Row.Thread,
            Strategy = MultitaskStrategy.Reject,
            Configuration = started.Configuration,
            // A budget that was spent would stop the new run as well.
            Budget = failed.Row.ErrorCode == ErrorCodes.BudgetSpent ? null : started.Budget,
            Deadline = started.Deadline > parts.Time.GetUtcNow() ? started.Deadline : null,
            Webhook = started.Webhook,
            InterruptBefore = started.InterruptBefore,
            InterruptAfter = started.InterruptAfter,
            Metadata = Metadata(failed.Row, note),
            By = by,
        };
    }

    private static JsonElement Metadata(RunRow row, (string Key, string Value)? note)
    {
        var metadata = row.Metadata is { ValueKind: JsonValueKind.Object } own ? JsonObject.Create(own)! : [];
        metadata["repair_of"] = row.Id.ToString("D");
        if (note is { } noted) metadata[noted.Key] = noted.Value;
        return JsonElement.Parse(metadata.ToJsonString());
    }

    private static Guid IdOf(FailedRun failed) => TicketIds.Repair(failed.Row.Tenant, failed.Row.Id);
}
