using Baton.Engine.Journal;
using Baton.Engine.Runs;

namespace Baton.Engine.Stores.InMemory;

internal sealed class InMemoryRuns(InMemoryState state, InMemoryTables tables) : IRunStore
{
    private readonly Acceptance acceptance = new(state, tables);
    private readonly Inbox inbox = new(state);
    private readonly Appending appending = new(state, new Inbox(state), tables);
    private readonly Pruning pruning = new(state);

    public ValueTask<AcceptOutcome> AcceptAsync(RunAcceptance acceptance, CancellationToken cancellationToken) =>
        Do(() => this.acceptance.Accept(acceptance), cancellationToken);

    public ValueTask<AppendOutcome> AppendAsync(JournalAppend append, CancellationToken cancellationToken)
    {
        RunRules.Check(append);
        return Do(() => appending.Append(append), cancellationToken);
    }

    public ValueTask<IReadOnlyList<ClaimedRun>> ClaimAsync(RunClaim claim, CancellationToken cancellationToken) =>
        Do<IReadOnlyList<ClaimedRun>>(() => Claim(claim), cancellationToken);

    public ValueTask<WakeOutcome> WakeDueAsync(int limit, RunClaim? claim, CancellationToken cancellationToken) =>
        Do(() => WakeDue(limit, claim), cancellationToken);

    public ValueTask<SendOutcome> SendAsync(InboxMessage message, CancellationToken cancellationToken) =>
        Do(() => inbox.Send(message), cancellationToken);

    public ValueTask<IReadOnlyList<InboxItem>> ReceiveAsync(Guid run, long after, CancellationToken cancellationToken) =>
        Do<IReadOnlyList<InboxItem>>(
            () => state.Runs.GetValueOrDefault(run) is { } found
                ? [.. found.Inbox.Where(item => !item.IsTaken && item.Id > after).Select(item => new InboxItem(item.Id, item.Message))]
                : [],
            cancellationToken);

    public ValueTask<RunRow?> FindAsync(string tenant, Guid run, CancellationToken cancellationToken) =>
        Do(() => state.Runs.GetValueOrDefault(run) is { } found && found.Row.Tenant == tenant ? found.Row : null, cancellationToken);

    public ValueTask<IReadOnlyList<RunRow>> QueryAsync(RunQuery query, CancellationToken cancellationToken) =>
        Do<IReadOnlyList<RunRow>>(() => RunFilter.Find(state, query), cancellationToken);

    public ValueTask<IReadOnlyDictionary<RunStatus, int>> CountAsync(RunQuery query, CancellationToken cancellationToken) =>
        Do<IReadOnlyDictionary<RunStatus, int>>(() => RunFilter.Count(state, query), cancellationToken);

    public ValueTask<IReadOnlyList<JournalEntry>> ReadAsync(Guid run, int after, int limit, CancellationToken cancellationToken) =>
        Do<IReadOnlyList<JournalEntry>>(
            () => state.Runs.GetValueOrDefault(run) is { } found ? [.. found.Journal.Skip(after).Take(limit)] : [], cancellationToken);

    public ValueTask<IReadOnlyList<TicketRow>> TicketsAsync(TicketQuery query, CancellationToken cancellationToken) =>
        Do<IReadOnlyList<TicketRow>>(() => Tickets(query), cancellationToken);

    public ValueTask<int> PruneAsync(TimeSpan olderThan, int limit, RunReduction? reduction, CancellationToken cancellationToken) =>
        Do(() => pruning.Prune(olderThan, limit, run => Keep(run, reduction)), cancellationToken);

    public ValueTask<bool> DeleteAsync(string tenant, Guid run, CancellationToken cancellationToken) =>
        Do(() => state.Runs.GetValueOrDefault(run) is { } found && found.Row.Tenant == tenant && pruning.Delete(found), cancellationToken);

    private void Keep(StoredRun run, RunReduction? reduction)
    {
        if (reduction?.Invoke(run.Row, run.Journal) is { } kept)
        {
            tables.Records.TryApply(run.Row.Tenant, [new(RecordCollections.Results, RunIds.Text(run.Row.Id), null, kept)]);
        }
    }

    private List<ClaimedRun> Claim(RunClaim claim)
    {
        var claimed = new List<ClaimedRun>();
        if (!state.IsAlive(claim.Owner))
        {
            return claimed;
        }

        var now = state.Now();
        if (claim.Run is { } id)
        {
            var isFree = state.Runs.TryGetValue(id, out var wanted) && state.Pending.Contains(wanted) && !(wanted.Row.WakeAt > now);
            return isFree ? [Take(wanted!, claim.Owner)] : [];
        }

        foreach (var (pool, count) in claim.Pools)
        {
            RunFlow? after = claim.After.TryGetValue(pool, out var last) ? last : null;
            var keys = state.Pending.Find(pool)?.Turns(after, now).Take(count).ToList() ?? [];
            claimed.AddRange(keys.Select(key => Take(state.ByKey[key], claim.Owner)));
        }

        return claimed;
    }

    private ClaimedRun Take(StoredRun run, long owner)
    {
        var (epoch, since) = (run.Row.Epoch + 1, run.Row.UpdatedAt);
        if (run.Row.WakeAt > since) since = run.Row.WakeAt.Value;
        state.Set(run, run.Row with { Status = RunStatus.Running, Owner = owner, Epoch = epoch, WakeAt = null });
        return new(run.Row, new(run.Row.Id, run.Key, owner, epoch), state.Now() - since);
    }

    private WakeOutcome WakeDue(int limit, RunClaim? claim)
    {
        var now = state.Now();
        var claimed = new List<ClaimedRun>();
        var places = claim is not null && state.IsAlive(claim.Owner)
            ? claim.Pools.Where(pool => state.Pending.Find(pool.Key)?.HasFree is not true).ToDictionary(StringComparer.Ordinal)
            : [];
        var due = state.Timed.TakeWhile(timer => timer.At <= now).Take(limit).Select(timer => state.ByKey[timer.Key]).ToList();
        foreach (var run in due)
        {
            var left = run.Row.Queued ? 0 : places.GetValueOrDefault(run.Row.Pool);
            if (left > 0) claimed.Add(Take(run, claim!.Owner));
            else state.Set(run, run.Row with { Status = RunStatus.Pending, WakeAt = null });
            if (left > 0) places[run.Row.Pool] = left - 1;
        }

        return new(due.Count - claimed.Count, state.Timed.Count == 0 ? null : RunRules.Until(state.Timed.Min.At, now)) { Claimed = claimed };
    }

    private List<TicketRow> Tickets(TicketQuery query)
    {
        var rows = query.Run is { } id
            ? state.Runs.GetValueOrDefault(id)?.Tickets.Select(ticket => ticket.Row) ?? []
            : state.Tickets.Values.Select(ticket => ticket.Row);
        return [.. rows.Where(row => Fits(row, query)).OrderBy(row => row.CreatedAt).ThenBy(row => row.Id, StringComparer.Ordinal).Take(query.Limit)];
    }

    private static bool Fits(TicketRow row, TicketQuery query) =>
        (query.Tenant is null || row.Tenant == query.Tenant)
        && (query.Id is null || row.Id == query.Id)
        && (query.Thread is null || row.Thread == query.Thread)
        && (query.Kind is null || row.Kind == query.Kind)
        && (query.IncludeClosed || query.Id is not null || row.IsOpen);

    private ValueTask<T> Do<T>(Func<T> work, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (state.Gate)
        {
            return ValueTask.FromResult(work());
        }
    }
}
