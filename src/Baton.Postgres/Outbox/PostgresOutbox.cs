using Baton.Engine.Stores;
using Baton.Graphs;
using Baton.Postgres.Connecting;
using Baton.Postgres.Records;

namespace Baton.Postgres.Outbox;

internal sealed class PostgresOutbox(Database database) : IOutboxStore
{
    public static Task<int> AddAsync(Session session, OutboxMessage message) =>
        session.Prepare("INSERT INTO outbox(destination, key, body, due_at, attempts) VALUES($1, $2, $3, clock(), 0)")
            .Bind(message.Destination).Bind(message.Key).Bind(message.Body).ExecuteAsync();

    public async ValueTask<bool> AddAsync(
        string tenant, IReadOnlyList<RecordChange> records, IReadOnlyList<OutboxMessage> messages, CancellationToken cancellationToken) =>
        await database.WriteAsync(
            async session =>
            {
                if (!await RecordRows.TryApplyAsync(session, tenant, records)) return session.Discard(false);
                foreach (var message in messages) await AddAsync(session, message);
                return true;
            },
            cancellationToken);

    public async ValueTask<IReadOnlyList<OutboxItem>> TakeAsync(int limit, TimeSpan lease, CancellationToken cancellationToken)
    {
        var taken = await database.WriteAsync(
            session => session.Prepare(
                """
                WITH due AS (
                  SELECT id, due_at FROM outbox WHERE due_at <= clock() ORDER BY due_at, id LIMIT $1 FOR UPDATE SKIP LOCKED)
                UPDATE outbox o SET due_at = clock() + $2, attempts = attempts + 1 FROM due WHERE o.id = due.id
                RETURNING o.id, o.attempts, o.destination, o.key, o.body, due.due_at
                """)
                .Bind(limit).Bind((long)Math.Ceiling(lease.TotalMilliseconds))
                .AllAsync(row => (Due: row.Long(5), Item: new OutboxItem(row.Long(0), row.Int(1), new(row.Text(2), row.Text(3), row.Blob(4))))),
            cancellationToken);
        return [.. taken.OrderBy(row => row.Due).ThenBy(row => row.Item.Id).Select(row => row.Item)];
    }

    public async ValueTask CompleteAsync(long id, CancellationToken cancellationToken) =>
        await database.WriteAsync(session => session.Prepare("DELETE FROM outbox WHERE id = $1").Bind(id).ExecuteAsync(), cancellationToken);

    public async ValueTask RetryAsync(long id, TimeSpan delay, CancellationToken cancellationToken) =>
        await database.WriteAsync(
            session => session.Prepare("UPDATE outbox SET due_at = clock() + $2 WHERE id = $1")
                .Bind(id).Bind((long)Math.Ceiling(delay.TotalMilliseconds)).ExecuteAsync(),
            cancellationToken);
}
