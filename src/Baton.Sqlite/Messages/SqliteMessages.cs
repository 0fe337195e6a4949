using Baton.Engine.Stores;
using Baton.Engine.Stores.Messages;
using Baton.Sqlite.Reading;
using Baton.Sqlite.Writing;

namespace Baton.Sqlite.Messages;

internal sealed class SqliteMessages(Writer writer, ReaderPool readers, TimeProvider time) : IMessageStore
{
    public async ValueTask<bool> HoldAsync(long server, TimeSpan lease, CancellationToken cancellationToken) =>
        await writer.RunAsync(session => NoteRows.Hold(session, server, (long)lease.TotalMilliseconds), cancellationToken);

    public ValueTask<IReadOnlyList<FollowedRun>> NotedAsync(int limit, CancellationToken cancellationToken) =>
        ValueTask.FromResult<IReadOnlyList<FollowedRun>>(readers.Read(connection => NoteRows.Noted(connection, limit)));

    public ValueTask<IReadOnlyList<FollowedRun>> UnderWayAsync(TimeSpan since, int limit, CancellationToken cancellationToken) =>
        ValueTask.FromResult<IReadOnlyList<FollowedRun>>(readers.Read(connection => NoteRows.UnderWay(connection, time.GetUtcNow() - since, limit)));

    public ValueTask<MessageBacklog> BacklogAsync(CancellationToken cancellationToken) =>
        ValueTask.FromResult(readers.Read(connection => NoteRows.Backlog(connection, time.GetUtcNow())));

    public async ValueTask<int?> WriteAsync(long server, IReadOnlyList<RunMessages> runs, CancellationToken cancellationToken) =>
        await writer.RunAsync(session => NoteRows.IsHeldBy(session, server) ? MessageRows.Write(session, runs) : (int?)null, cancellationToken);

    public ValueTask<IReadOnlyList<FoundMessage>> FindAsync(MessageQuery query, CancellationToken cancellationToken) =>
        ValueTask.FromResult<IReadOnlyList<FoundMessage>>(
            MessageTerms.Of(query) is { } terms ? readers.Read(connection => MessageRows.Find(connection, query, terms)) : []);

    public async ValueTask<int> PruneAsync(TimeSpan olderThan, int limit, CancellationToken cancellationToken) =>
        await writer.RunAsync(session => MessageRows.Prune(session, session.Now - (long)olderThan.TotalMilliseconds, limit), cancellationToken);

    public async ValueTask<int> RemoveAsync(long term, string? erasedBy, int limit, CancellationToken cancellationToken) =>
        await writer.RunAsync(
            session =>
            {
                if (erasedBy is not null) MessageRows.Erase(session, term, session.Now, erasedBy);
                return MessageRows.Remove(session, term, limit);
            },
            cancellationToken);

    public async ValueTask<(int Count, Guid? Last)> NoteAsync(string tenant, Guid? before, int limit, CancellationToken cancellationToken) =>
        await writer.RunAsync(session => NoteRows.NoteAll(session, tenant, before, limit), cancellationToken);
}
