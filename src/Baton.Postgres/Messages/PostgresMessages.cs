using Baton.Engine.Stores;
using Baton.Engine.Stores.Messages;
using Baton.Postgres.Connecting;

namespace Baton.Postgres.Messages;

internal sealed class PostgresMessages(Database database) : IMessageStore
{
    public async ValueTask<bool> HoldAsync(long server, TimeSpan lease, CancellationToken cancellationToken) =>
        await database.WriteAsync(session => NoteRows.HoldAsync(session, server, (long)lease.TotalMilliseconds), cancellationToken);

    public async ValueTask<IReadOnlyList<FollowedRun>> NotedAsync(int limit, CancellationToken cancellationToken) =>
        await database.ReadAsync(session => NoteRows.NotedAsync(session, limit), cancellationToken);

    public async ValueTask<IReadOnlyList<FollowedRun>> UnderWayAsync(TimeSpan since, int limit, CancellationToken cancellationToken) =>
        await database.ReadAsync(session => NoteRows.UnderWayAsync(session, (long)since.TotalMilliseconds, limit), cancellationToken);

    public async ValueTask<MessageBacklog> BacklogAsync(CancellationToken cancellationToken) =>
        await database.ReadAsync(NoteRows.BacklogAsync, cancellationToken);

    public async ValueTask<int?> WriteAsync(long server, IReadOnlyList<RunMessages> runs, CancellationToken cancellationToken) =>
        await database.WriteAsync(
            async session => await NoteRows.LockHolderAsync(session) == server ? await MessageRows.WriteAsync(session, runs) : session.Discard((int?)null),
            cancellationToken);

    public async ValueTask<IReadOnlyList<FoundMessage>> FindAsync(MessageQuery query, CancellationToken cancellationToken) =>
        MessageTerms.Of(query) is { } terms ? await database.ReadAsync(session => new MessageSearch(session, query, terms).FindAsync(), cancellationToken) : [];

    public async ValueTask<int> PruneAsync(TimeSpan olderThan, int limit, CancellationToken cancellationToken) =>
        await database.WriteAsync(session => MessageRows.PruneAsync(session, (long)olderThan.TotalMilliseconds, limit), cancellationToken);

    public async ValueTask<int> RemoveAsync(long term, string? erasedBy, int limit, CancellationToken cancellationToken) =>
        await database.WriteAsync(
            async session =>
            {
                // Whoever indexes looks for erasures under the same lock: it has written before, or knows of this one.
                if (erasedBy is not null)
                {
                    await NoteRows.LockHolderAsync(session);
                    await MessageRows.EraseAsync(session, term, null, erasedBy);
                }

                return await MessageRows.RemoveAsync(session, term, limit);
            },
            cancellationToken);

    public async ValueTask<(int Count, Guid? Last)> NoteAsync(string tenant, Guid? before, int limit, CancellationToken cancellationToken) =>
        await database.WriteAsync(session => NoteRows.NoteAllAsync(session, tenant, before, limit), cancellationToken);
}
