using Baton.Engine.Stores;
using Baton.Graphs;
using Baton.Sqlite.Records;
using Baton.Sqlite.Writing;

namespace Baton.Sqlite.Outbox;

internal sealed class SqliteOutbox(Writer writer) : IOutboxStore
{
    public static void Add(WriteSession session, OutboxMessage message) =>
        session.Prepare("INSERT INTO outbox(destination, key, body, due_at, attempts) VALUES(?1, ?2, ?3, ?4, 0)")
            .Bind(1, message.Destination).Bind(2, message.Key).Bind(3, message.Body.Span).Bind(4, session.Now).Execute();

    public async ValueTask<bool> AddAsync(
        string tenant, IReadOnlyList<RecordChange> records, IReadOnlyList<OutboxMessage> messages, CancellationToken cancellationToken) =>
        await writer.RunAsync(session => TryAdd(session, tenant, records, messages), cancellationToken);

    public async ValueTask<IReadOnlyList<OutboxItem>> TakeAsync(int limit, TimeSpan lease, CancellationToken cancellationToken) =>
        await writer.RunAsync(session => Take(session, limit, lease), cancellationToken);

    public async ValueTask CompleteAsync(long id, CancellationToken cancellationToken) =>
        await writer.RunAsync(session => session.Prepare("DELETE FROM outbox WHERE id = ?1").Bind(1, id).Execute(), cancellationToken);

    public async ValueTask RetryAsync(long id, TimeSpan delay, CancellationToken cancellationToken) =>
        await writer.RunAsync(
            session => session.Prepare("UPDATE outbox SET due_at = ?2 WHERE id = ?1")
                .Bind(1, id).Bind(2, session.Now + (long)Math.Ceiling(delay.TotalMilliseconds)).Execute(),
            cancellationToken);

    private static bool TryAdd(WriteSession session, string tenant, IReadOnlyList<RecordChange> records, IReadOnlyList<OutboxMessage> messages)
    {
        if (!RecordRows.TryApply(session, tenant, records)) return false;
        foreach (var message in messages) Add(session, message);
        return true;
    }

    private static List<OutboxItem> Take(WriteSession session, int limit, TimeSpan lease)
    {
        var now = session.Now;
        var due = session.Prepare(
            "SELECT id, attempts, destination, key, body FROM outbox WHERE due_at <= ?1 ORDER BY due_at, id LIMIT ?2")
            .Bind(1, now).Bind(2, limit)
            .All(row => new OutboxItem(row.Long(0), row.Int(1) + 1, new(row.Text(2), row.Text(3), row.Blob(4).ToArray())));
        foreach (var item in due)
        {
            session.Prepare("UPDATE outbox SET due_at = ?2, attempts = ?3 WHERE id = ?1")
                .Bind(1, item.Id).Bind(2, now + (long)Math.Ceiling(lease.TotalMilliseconds)).Bind(3, item.Attempt).Execute();
        }

        return due;
    }
}
