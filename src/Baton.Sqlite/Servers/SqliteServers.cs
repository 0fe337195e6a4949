using Baton.Engine.Stores;
using Baton.Sqlite.Native;
using Baton.Sqlite.Writing;

namespace Baton.Sqlite.Servers;

/// <summary>One server at a time: the file's lock sees to it, so every other incarnation is a thing of the past.</summary>
internal sealed class SqliteServers(Writer writer) : IServerStore
{
    private const long KeptDead = 24 * 60 * 60 * 1_000;

    public static bool IsAlive(Connection connection, long incarnation) =>
        connection.Prepare("SELECT 1 FROM server WHERE incarnation = ?1 AND is_alive = 1").Bind(1, incarnation).Exists();

    public async ValueTask<long> RegisterAsync(string name, TimeSpan lease, CancellationToken cancellationToken) =>
        await writer.RunAsync(
            session =>
            {
                var now = session.Now;
                session.Prepare("INSERT INTO server(name, is_alive, lease_until, started_at) VALUES(?1, 1, ?2, ?3)")
                    .Bind(1, name).Bind(2, now + (long)lease.TotalMilliseconds).Bind(3, now).Execute();
                return session.Connection.LastInsertedKey;
            },
            cancellationToken);

    public async ValueTask<DateTimeOffset?> HeartbeatAsync(long incarnation, TimeSpan lease, CancellationToken cancellationToken) =>
        await writer.RunAsync<DateTimeOffset?>(
            session =>
            {
                var now = session.Now;
                var isAlive = session.Prepare("UPDATE server SET lease_until = ?2 WHERE incarnation = ?1 AND is_alive = 1")
                    .Bind(1, incarnation).Bind(2, now + (long)lease.TotalMilliseconds).Execute() == 1;
                return isAlive ? DateTimeOffset.FromUnixTimeMilliseconds(now) : null;
            },
            cancellationToken);

    public async ValueTask<int> ReapAsync(long incarnation, CancellationToken cancellationToken) =>
        await writer.RunAsync(
            session =>
            {
                if (!IsAlive(session.Connection, incarnation)) return 0;
                session.Prepare("UPDATE server SET is_alive = 0 WHERE incarnation <> ?1 AND is_alive = 1").Bind(1, incarnation).Execute();
                var handedOn = session.Prepare("UPDATE run SET status = 0, owner = NULL, updated_at = ?2 WHERE owner IS NOT NULL AND owner <> ?1")
                    .Bind(1, incarnation).Bind(2, session.Now).Execute();

                // The dead own nothing any more: after a day nobody asks for them.
                session.Prepare("DELETE FROM server WHERE incarnation IN (SELECT incarnation FROM server WHERE is_alive = 0 AND lease_until < ?1 LIMIT 500)")
                    .Bind(1, session.Now - KeptDead).Execute();
                return handedOn;
            },
            cancellationToken);

    public async ValueTask<ServerRow?> FindAsync(long incarnation, CancellationToken cancellationToken) =>
        await writer.RunAsync(
            session => session.Prepare("SELECT incarnation, name, is_alive, lease_until - ?2 FROM server WHERE incarnation = ?1")
                .Bind(1, incarnation).Bind(2, session.Now)
                .First(row => new ServerRow(row.Long(0), row.Text(1), row.Bool(2), TimeSpan.FromMilliseconds(row.Long(3)))),
            cancellationToken);

    public async ValueTask LeaveAsync(long incarnation, CancellationToken cancellationToken) =>
        await writer.RunAsync(
            session =>
            {
                session.Prepare("UPDATE server SET is_alive = 0 WHERE incarnation = ?1").Bind(1, incarnation).Execute();
                return session.Prepare("UPDATE run SET status = 0, owner = NULL, updated_at = ?2 WHERE owner = ?1")
                    .Bind(1, incarnation).Bind(2, session.Now).Execute();
            },
            cancellationToken);
}
