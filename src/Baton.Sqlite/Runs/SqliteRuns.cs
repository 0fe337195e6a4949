using Baton.Engine.Journal;
using Baton.Engine.Runs;
using Baton.Engine.Stores;
using Baton.Sqlite.Native;
using Baton.Sqlite.Reading;
using Baton.Sqlite.Writing;

namespace Baton.Sqlite.Runs;

internal sealed class SqliteRuns(Writer writer, ReaderPool readers) : IRunStore
{
    public async ValueTask<AcceptOutcome> AcceptAsync(RunAcceptance acceptance, CancellationToken cancellationToken) =>
        await writer.RunAsync(session => Acceptance.Accept(session, acceptance), cancellationToken);

    public ValueTask<AppendOutcome> AppendAsync(JournalAppend append, CancellationToken cancellationToken)
    {
        RunRules.Check(append);
        cancellationToken.ThrowIfCancellationRequested();
        var item = AppendItem.For(append);
        var task = item.Task;
        writer.Enqueue(item);
        return task;
    }

    public async ValueTask<IReadOnlyList<ClaimedRun>> ClaimAsync(RunClaim claim, CancellationToken cancellationToken) =>
        await writer.RunAsync(session => Claiming.Claim(session, claim), cancellationToken);

    public async ValueTask<WakeOutcome> WakeDueAsync(int limit, RunClaim? claim, CancellationToken cancellationToken) =>
        await writer.RunAsync(session => Claiming.WakeDue(session, limit, claim), cancellationToken);

    public async ValueTask<SendOutcome> SendAsync(InboxMessage message, CancellationToken cancellationToken) =>
        await writer.RunAsync(session => InboxRows.Send(session, message), cancellationToken);

    public ValueTask<IReadOnlyList<InboxItem>> ReceiveAsync(Guid run, long after, CancellationToken cancellationToken) =>
        Read<IReadOnlyList<InboxItem>>(connection => InboxRows.Receive(connection, run, after), cancellationToken);

    public ValueTask<RunRow?> FindAsync(string tenant, Guid run, CancellationToken cancellationToken) =>
        Read(connection => RunRows.Find(connection, run) is { } row && row.Tenant == tenant ? row : null, cancellationToken);

    public ValueTask<IReadOnlyList<RunRow>> QueryAsync(RunQuery query, CancellationToken cancellationToken) =>
        Read<IReadOnlyList<RunRow>>(new RunSearch(query).Find, cancellationToken);

    public ValueTask<IReadOnlyDictionary<RunStatus, int>> CountAsync(RunQuery query, CancellationToken cancellationToken) =>
        Read<IReadOnlyDictionary<RunStatus, int>>(new RunSearch(query).Count, cancellationToken);

    public ValueTask<IReadOnlyList<JournalEntry>> ReadAsync(Guid run, int after, int limit, CancellationToken cancellationToken) =>
        Read<IReadOnlyList<JournalEntry>>(connection => JournalRows.Read(connection, run, after, limit), cancellationToken);

    public ValueTask<IReadOnlyList<TicketRow>> TicketsAsync(TicketQuery query, CancellationToken cancellationToken) =>
        Read<IReadOnlyList<TicketRow>>(connection => TicketRows.Query(connection, query), cancellationToken);

    public async ValueTask<int> PruneAsync(TimeSpan olderThan, int limit, RunReduction? reduction, CancellationToken cancellationToken) =>
        await writer.RunAsync(session => Pruning.Prune(session, olderThan, limit, reduction), cancellationToken);

    public async ValueTask<bool> DeleteAsync(string tenant, Guid run, CancellationToken cancellationToken) =>
        await writer.RunAsync(session => Pruning.Delete(session, tenant, run), cancellationToken);

    private ValueTask<T> Read<T>(Func<Connection, T> read, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.FromResult(readers.Read(read));
    }
}
