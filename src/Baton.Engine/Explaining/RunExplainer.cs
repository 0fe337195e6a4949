using System.Globalization;
using Baton.Engine.Journal;
using Baton.Engine.Pools;
using Baton.Engine.Runs;
using Baton.Engine.Stores;

namespace Baton.Engine.Explaining;

/// <summary>Says why a run is not moving, from its row, its journal, its inbox, its thread, its pool and its server.</summary>
/// <param name="store">The store.</param>
/// <param name="journals">Its journals.</param>
/// <param name="time">The time.</param>
/// <param name="pools">What this server knows of pools; null for nothing.</param>
/// <remarks>Safe for concurrent use. What it says was true a moment ago.</remarks>
public sealed class RunExplainer(IStore store, JournalReader journals, TimeProvider time, IPools? pools = null)
{
    private const int PageSize = 1_000;

    /// <summary>Explains a run; null where there is none.</summary>
    public async ValueTask<Explanation?> ExplainAsync(string tenant, Guid run, CancellationToken cancellationToken)
    {
        if (await store.Runs.FindAsync(tenant, run, cancellationToken) is not { } row) return null;
        var ledger = await LedgerAsync(run, cancellationToken);
        var reasons = new List<Reason>();
        if (row.Status.HasEnded())
        {
            reasons.Add(Ends.Of(row, ledger));
        }
        else
        {
            if (await CancelAsync(row, cancellationToken) is { } cancel) reasons.Add(cancel);
            if (row.Status == RunStatus.Pending) reasons.AddRange(await PendingAsync(row, cancellationToken));
            if (row.Status == RunStatus.Running) reasons.Add(await OwnerAsync(row, cancellationToken));
            if (row.Status.IsParked() && row.WakeAt <= time.GetUtcNow()) reasons.AddRange(await OverdueAsync(row, cancellationToken));
            reasons.AddRange(await OpenWork.ReasonsAsync(store, row, ledger, cancellationToken));
        }

        if (reasons.Count == 0) reasons.Add(new Reason(ReasonCodes.Pending, $"The run is {row.Status.Word()} and will be taken up in a moment.", "Nothing.") { Since = row.UpdatedAt });
        return new Explanation(run, row.Status.Word(), string.Join(' ', reasons.Select(reason => reason.Text)), reasons);
    }

    private async ValueTask<RunLedger> LedgerAsync(Guid run, CancellationToken cancellationToken)
    {
        var ledger = new RunLedger();
        while (true)
        {
            var page = await journals.ReadAsync(run, ledger.Seq, PageSize, cancellationToken);
            ledger.Apply(page);
            if (page.Count < PageSize) return ledger;
        }
    }

    private async ValueTask<Reason?> CancelAsync(RunRow row, CancellationToken cancellationToken)
    {
        var told = await store.Runs.ReceiveAsync(row.Id, 0, cancellationToken);
        return told.Any(item => item.Message.Kind == InboxKind.Cancel)
            ? new Reason(ReasonCodes.Cancelling, "It was told to end, and does so at its next look into its inbox.", "Wait a moment. A call that does not heed its cancellation holds it up.")
            : null;
    }

    private async ValueTask<IEnumerable<Reason>> PendingAsync(RunRow row, CancellationToken cancellationToken)
    {
        if (row is { Queued: true, Thread: { } id })
        {
            var active = (await store.Threads.FindAsync(row.Tenant, id, cancellationToken))?.ActiveRun;
            var ahead = active is { } other ? await store.Runs.FindAsync(row.Tenant, other, cancellationToken) : null;
            var text = $"It waits for its turn on thread '{id}' behind run {active:D}, which is {ahead?.Status.Word() ?? "gone"}{(ahead is null ? "" : $" since {When(ahead.UpdatedAt)}")}.";
            return [new Reason(ReasonCodes.Queued, text, $"See what that run waits for (GET /ops/runs/{active:D}/explain), or cancel it.") { Since = row.CreatedAt, RunId = active }];
        }

        if (row.WakeAt is { } due && due > time.GetUtcNow())
        {
            return [new Reason(ReasonCodes.Delayed, $"It was asked for to begin at {When(due)}.", "Wait until then, or cancel it and start it without a delay.") { Since = row.CreatedAt, Due = due }];
        }

        return await PlacesAsync(row, cancellationToken);
    }

    private async ValueTask<IEnumerable<Reason>> OverdueAsync(RunRow row, CancellationToken cancellationToken)
    {
        var overdue = new Reason(ReasonCodes.Overdue, $"It was to go on at {When(row.WakeAt!.Value)}, and no server has taken it up.", "Look whether a server is at work that serves its pool.") { Since = row.WakeAt };
        return [overdue, .. (await PlacesAsync(row, cancellationToken)).Where(reason => reason.Code != ReasonCodes.Pending)];
    }

    /// <summary>Whether its pool has a place for the run.</summary>
    private async ValueTask<IEnumerable<Reason>> PlacesAsync(RunRow row, CancellationToken cancellationToken)
    {
        var pool = pools is null ? null : (await pools.ListAsync(cancellationToken)).FirstOrDefault(status => status.Pool == row.Pool);
        if (pool is { IsServed: false })
        {
            return [new Reason(ReasonCodes.PoolUnserved, $"This server does not execute runs of pool '{row.Pool}'; others execute {pool.Running} of them now, and {pool.Pending} are pending.", "Start a server that serves the pool (Baton:Engine:Pools).") { Since = row.UpdatedAt, Pool = row.Pool }];
        }

        var isFull = pool is not null && (pool.Running >= pool.Cap || pool.RunningHere >= pool.Concurrency);
        if (isFull)
        {
            var text = $"Pool '{row.Pool}' is full: {pool!.RunningHere} of {pool.Concurrency} places are taken here{(pool.Cap is { } cap ? $", {pool.Running} of {cap} on all servers" : "")}, and {pool.Pending} run(s) are pending.";
            return [new Reason(ReasonCodes.PoolFull, text, $"Wait for a place, raise Baton:Engine:Pools:{row.Pool} or its cap, or start another server.") { Since = row.UpdatedAt, Pool = row.Pool }];
        }

        return [new Reason(ReasonCodes.Pending, $"It is pending since {When(row.UpdatedAt)}, and nothing holds it back.", "Nothing: a server that has a place in its pool takes it up. Where that does not happen no server is at work; look at GET /ready.") { Since = row.UpdatedAt, Pool = row.Pool }];
    }

    private async ValueTask<Reason> OwnerAsync(RunRow row, CancellationToken cancellationToken)
    {
        var server = row.Owner is { } owner ? await store.Servers.FindAsync(owner, cancellationToken) : null;
        var name = server is null ? $"{row.Owner}" : $"{server.Name} (incarnation {server.Incarnation})";
        if (server is { IsAlive: true } && server.LeaseLeft > TimeSpan.Zero)
        {
            return new Reason(ReasonCodes.Running, $"Server {name} executes it; its lease lasts another {Seconds(server.LeaseLeft)}.", "Nothing, or cancel it.") { Since = row.UpdatedAt, Server = server.Name };
        }

        var why = server is { IsAlive: true } ? $"lease ran out {Seconds(-server.LeaseLeft)} ago" : "incarnation is dead";
        return new Reason(ReasonCodes.ServerGone, $"Server {name} owns it, whose {why}.", "Another server takes it over within seconds; where none is at work, start one.") { Since = row.UpdatedAt, Server = server?.Name };
    }

    internal static string When(DateTimeOffset at) => at.ToUniversalTime().ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static string Seconds(TimeSpan span) => string.Create(CultureInfo.InvariantCulture, $"{span.TotalSeconds:0.#} s");
}
