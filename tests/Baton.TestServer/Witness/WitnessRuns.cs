using Baton.Engine.Journal;
using Baton.Engine.Stores;

namespace Baton.LedgerServer.Witness;

/// <summary>Writes down which appends were committed, and which were fenced.</summary>
internal sealed class WitnessRuns(IRunStore inner, WitnessLog log) : IRunStore
{
    public async ValueTask<AppendOutcome> AppendAsync(JournalAppend append, CancellationToken cancellationToken)
    {
        var first = append.Entries.Count == 0 ? 0 : append.Entries[0].Seq;
        var hash = WitnessLog.Hash(append.Entries);
        var outcome = await inner.AppendAsync(append, cancellationToken);
        var what = outcome.Status switch
        {
            AppendStatus.Committed => WitnessLine.Committed,
            AppendStatus.Fenced => WitnessLine.Fenced,
            _ => null,
        };
        if (what is not null) log.Write(new WitnessLine(what, append.Lease.Owner, append.Lease.Run, append.Lease.Epoch, first, append.Entries.Count, hash));
        return outcome;
    }

    public ValueTask<AcceptOutcome> AcceptAsync(RunAcceptance acceptance, CancellationToken cancellationToken) =>
        inner.AcceptAsync(acceptance, cancellationToken);

    public ValueTask<IReadOnlyList<ClaimedRun>> ClaimAsync(RunClaim claim, CancellationToken cancellationToken) => inner.ClaimAsync(claim, cancellationToken);

    public ValueTask<WakeOutcome> WakeDueAsync(int limit, RunClaim? claim, CancellationToken cancellationToken) => inner.WakeDueAsync(limit, claim, cancellationToken);

    public ValueTask<SendOutcome> SendAsync(InboxMessage message, CancellationToken cancellationToken) => inner.SendAsync(message, cancellationToken);

    public ValueTask<IReadOnlyList<InboxItem>> ReceiveAsync(Guid run, long after, CancellationToken cancellationToken) =>
        inner.ReceiveAsync(run, after, cancellationToken);

    public ValueTask<RunRow?> FindAsync(string tenant, Guid run, CancellationToken cancellationToken) => inner.FindAsync(tenant, run, cancellationToken);

    public ValueTask<IReadOnlyList<RunRow>> QueryAsync(RunQuery query, CancellationToken cancellationToken) => inner.QueryAsync(query, cancellationToken);

    public ValueTask<IReadOnlyDictionary<Baton.Engine.Runs.RunStatus, int>> CountAsync(RunQuery query, CancellationToken cancellationToken) => inner.CountAsync(query, cancellationToken);

    public ValueTask<IReadOnlyList<JournalEntry>> ReadAsync(Guid run, int after, int limit, CancellationToken cancellationToken) =>
        inner.ReadAsync(run, after, limit, cancellationToken);

    public ValueTask<IReadOnlyList<TicketRow>> TicketsAsync(TicketQuery query, CancellationToken cancellationToken) =>
        inner.TicketsAsync(query, cancellationToken);

    public ValueTask<int> PruneAsync(TimeSpan olderThan, int limit, RunReduction? reduction, CancellationToken cancellationToken) =>
        inner.PruneAsync(olderThan, limit, reduction, cancellationToken);

    public ValueTask<bool> DeleteAsync(string tenant, Guid run, CancellationToken cancellationToken) => inner.DeleteAsync(tenant, run, cancellationToken);
}
