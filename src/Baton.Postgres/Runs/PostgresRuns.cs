using Baton.Engine.Journal;
using Baton.Engine.Runs;
using Baton.Engine.Stores;
using Baton.Postgres.Connecting;
using Baton.Postgres.Writing;

namespace Baton.Postgres.Runs;

/// <param name="writers">Appends and acceptances.</param>
/// <param name="database">Everything else.</param>
/// <param name="writing">Connections whose statements are planned once.</param>
internal sealed class PostgresRuns(Writers writers, Database database, Database writing) : IRunStore
{
    private const int PrunedAtOnce = 200;

    /// <summary>Fewer, where their journals are read.</summary>
    private const int ReducedAtOnce = 50;
    private readonly RunReads reads = new(writing);
    private readonly DueMark due = new(TimeProvider.System, isExact: writing.HasTestClock);

    public async ValueTask<AcceptOutcome> AcceptAsync(RunAcceptance acceptance, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return await writers.AcceptAsync(acceptance, cancellationToken);
    }

    public ValueTask<AppendOutcome> AppendAsync(JournalAppend append, CancellationToken cancellationToken)
    {
        RunRules.Check(append);
        cancellationToken.ThrowIfCancellationRequested();
        return writers.AppendAsync(append, cancellationToken);
    }

    public async ValueTask<IReadOnlyList<ClaimedRun>> ClaimAsync(RunClaim claim, CancellationToken cancellationToken) =>
        await writing.WriteAsync(session => Claiming.ClaimAsync(session, claim), cancellationToken);

    public async ValueTask<WakeOutcome> WakeDueAsync(int limit, RunClaim? claim, CancellationToken cancellationToken)
    {
        if (limit == 0)
        {
            return new(0, await writing.ReadAsync(session => Waking.NextDueAsync(session, due.Peek()), cancellationToken));
        }

        var (from, look) = due.Next();

        var (outcome, last) = await writing.WriteAsync(session => Waking.WakeAsync(session, limit, claim, from), cancellationToken);
        if (last is { } place)
        {
            due.Move(look, place, outcome.Woken + outcome.Claimed.Count == limit);
        }

        return outcome;
    }

    public async ValueTask<SendOutcome> SendAsync(InboxMessage message, CancellationToken cancellationToken) =>
        await database.WriteAsync(
            async session => await InboxRows.SendAsync(session, message) is var outcome && outcome == SendOutcome.Delivered
                ? outcome
                : session.Discard(outcome),
            cancellationToken);

    public ValueTask<IReadOnlyList<InboxItem>> ReceiveAsync(Guid run, long after, CancellationToken cancellationToken) =>
        reads.InboxAsync(run, after, cancellationToken);

    public async ValueTask<RunRow?> FindAsync(string tenant, Guid run, CancellationToken cancellationToken) =>
        await database.ReadAsync(session => RunRows.FindAsync(session, run), cancellationToken) is { } found && found.Row.Tenant == tenant
            ? found.Row
            : null;

    public async ValueTask<IReadOnlyList<RunRow>> QueryAsync(RunQuery query, CancellationToken cancellationToken) =>
        await database.ReadAsync(session => new RunSearch(query).FindAsync(session), cancellationToken);

    public async ValueTask<IReadOnlyDictionary<RunStatus, int>> CountAsync(RunQuery query, CancellationToken cancellationToken) =>
        await database.ReadAsync(session => new RunSearch(query).CountAsync(session), cancellationToken);

    public ValueTask<IReadOnlyList<JournalEntry>> ReadAsync(Guid run, int after, int limit, CancellationToken cancellationToken) =>
        reads.JournalAsync(run, after, limit, cancellationToken);

    public async ValueTask<IReadOnlyList<TicketRow>> TicketsAsync(TicketQuery query, CancellationToken cancellationToken) =>
        await database.ReadAsync(session => TicketRows.QueryAsync(session, query), cancellationToken);

    public async ValueTask<int> PruneAsync(TimeSpan olderThan, int limit, RunReduction? reduction, CancellationToken cancellationToken)
    {
        var removed = 0;
        var most = reduction is null ? PrunedAtOnce : ReducedAtOnce;
        while (removed < limit)
        {
            var batch = Math.Min(most, limit - removed);
            var gone = await database.WriteAsync(session => Pruning.PruneLooseAsync(session, olderThan, batch, reduction), cancellationToken);
            removed += gone;
            if (gone < batch)
            {
                break;
            }
        }

        return removed < limit ? removed + await PruneThreadsAsync(olderThan, limit - removed, cancellationToken) : removed;
    }

    public async ValueTask<bool> DeleteAsync(string tenant, Guid run, CancellationToken cancellationToken) =>
        await database.WriteAsync(session => Pruning.DeleteAsync(session, tenant, run), cancellationToken);

    private async Task<int> PruneThreadsAsync(TimeSpan olderThan, int limit, CancellationToken cancellationToken)
    {
        var removed = 0;
        foreach (var (tenant, id) in await database.ReadAsync(session => Pruning.IdleThreadsAsync(session, olderThan, limit), cancellationToken))
        {
            if (removed >= limit)
            {
                break;
            }

            removed += await database.WriteAsync(session => Pruning.PruneThreadAsync(session, olderThan, tenant, id), cancellationToken);
        }

        return removed;
    }
}
