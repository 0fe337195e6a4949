using System.Runtime.CompilerServices;
using System.Text;
using System.Threading.Channels;
using Baton.Engine.Stores;
using Baton.Postgres.Connecting;
using Npgsql;

namespace Baton.Postgres.Live;

/// <summary>Hints by NOTIFY, always in a transaction of their own; running text in a table that is not logged.</summary>
internal sealed class PostgresLive(Database database, string schema) : ILiveStore
{
    private static readonly TimeSpan Pulse = TimeSpan.FromSeconds(10);
    private readonly string channel = $"baton_{schema}";

    public bool IsShared => true;

    /// <summary>Removes some texts that nobody has kept for an hour: their server died.</summary>
    public static Task<int> ForgetOldAsync(Session session) =>
        session.Prepare(
            """
            DELETE FROM running_text x USING (SELECT run, start FROM running_text WHERE kept_at < clock() - 3600000 LIMIT 1000) o
            WHERE x.run = o.run AND x.start = o.start AND x.kept_at < clock() - 3600000
            """).ExecuteAsync();

    public async ValueTask TellAsync(IReadOnlyCollection<StoreHint> hints, CancellationToken cancellationToken)
    {
        var payloads = HintText.Write(hints);
        if (payloads.Count > 0)
        {
            await database.ReadAsync(
                session => session.Prepare("SELECT pg_notify($1, t) FROM unnest($2) AS t").Bind(channel).Bind(payloads).ExecuteAsync(),
                cancellationToken);
        }
    }

    public async IAsyncEnumerable<StoreHint> ListenAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        var heard = Channel.CreateUnbounded<string>(new() { SingleReader = true });
        connection.Notification += (_, message) => heard.Writer.TryWrite(message.Payload);
        await using (var listen = new NpgsqlCommand($"LISTEN {channel}", connection))
        {
            await listen.ExecuteNonQueryAsync(cancellationToken);
        }

        try
        {
            while (true)
            {
                while (heard.Reader.TryRead(out var payload))
                {
                    foreach (var hint in HintText.Read(payload))
                    {
                        yield return hint;
                    }
                }

                await ListenOnAsync(connection, cancellationToken);
            }
        }
        finally
        {
            // A connection that listens must not go back to the others.
            NpgsqlConnection.ClearPool(connection);
        }
    }

    public async ValueTask KeepTextsAsync(IReadOnlyCollection<RunningText> texts, CancellationToken cancellationToken) =>
        await database.ReadAsync(
            async session =>
            {
                foreach (var text in texts)
                {
                    await KeepAsync(session, text);
                }

                return texts.Count;
            },
            cancellationToken);

    public async ValueTask<IReadOnlyList<RunningText>> TextsAsync(Guid run, CancellationToken cancellationToken) =>
        await database.ReadAsync(
            session => session.Prepare("SELECT start, attempt, message_id, body FROM running_text WHERE run = $1 ORDER BY start").Bind(run)
                .AllAsync(row => new RunningText(run, row.Int(0), row.Int(1), row.Text(2), Encoding.UTF8.GetString(row.Blob(3)))),
            cancellationToken);

    /// <summary>Waits for a message, or for a while; then a question shows whether the connection still lives.</summary>
    private static async Task ListenOnAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        if (!await connection.WaitAsync(Pulse, cancellationToken))
        {
            await using var ask = new NpgsqlCommand("SELECT 1", connection);
            await ask.ExecuteScalarAsync(cancellationToken);
        }
    }

    private static Task<int> KeepAsync(Session session, RunningText text) =>
        text.Text.Length == 0
            ? session.Prepare("DELETE FROM running_text WHERE run = $1 AND start = $2").Bind(text.Run).Bind(text.Start).ExecuteAsync()
            : session.Prepare(
                """
                INSERT INTO running_text(run, start, attempt, message_id, body, kept_at) VALUES($1, $2, $3, $4, $5, clock())
                ON CONFLICT (run, start)
                DO UPDATE SET attempt = excluded.attempt, message_id = excluded.message_id, body = excluded.body, kept_at = excluded.kept_at
                """)
                .Bind(text.Run).Bind(text.Start).Bind(text.Attempt).Bind(text.MessageId).Bind(Encoding.UTF8.GetBytes(text.Text)).ExecuteAsync();
}
