using Baton.Engine.Runs;
using Baton.Engine.Stores;
using Baton.Engine.Stores.Messages;
using Baton.Postgres.Connecting;
using Baton.Postgres.Messages;
using Baton.Postgres.Partitions;

namespace Baton.Postgres.Runs;

/// <summary>
/// Removes what is old, a few hundred runs a transaction. A thread's runs rest on one another, so they go together, with the thread, once
/// it has been idle long enough, or as a thread that lives on is trimmed; a thread that never had a run stays.
/// </summary>
internal static class Pruning
{
    private const string NoLiveParent = "NOT EXISTS (SELECT 1 FROM run p WHERE p.id = r.parent AND p.ended_at IS NULL)";

    private const string NoParent = "NOT EXISTS (SELECT 1 FROM run p WHERE p.id = r.parent)";

    /// <summary>Retention leaves the entries of a day's runs to the end of their partition; those from before partitions it deletes.</summary>
    private static readonly string Remove = RemoveWith(
        $"""
        DELETE FROM journal WHERE run = ANY($1) AND run < {JournalPartition.FirstDated}),
        g AS (
          INSERT INTO journal_gone(day, since) SELECT DISTINCT t.run >> {JournalPartition.DayBits}, clock() FROM unnest($1) AS t(run)
          WHERE t.run >= {JournalPartition.FirstDated} ORDER BY 1 ON CONFLICT DO NOTHING
        """);

    /// <summary>What a person removes is gone at once.</summary>
    private static readonly string Erase = RemoveWith("DELETE FROM journal WHERE run = ANY($1)");

    /// <summary>Removes some runs that are on no thread.</summary>
    public static async Task<int> PruneLooseAsync(Session session, TimeSpan olderThan, int limit, RunReduction? reduction)
    {
        var runs = await session.Prepare(
            $"""
            SELECT {RunRows.Columns} FROM run r WHERE r.ended_at < clock() - $1 AND r.thread IS NULL AND {NoParent}
            ORDER BY r.ended_at, r.key LIMIT $2 FOR UPDATE OF r SKIP LOCKED
            """)
            .Bind((long)olderThan.TotalMilliseconds).Bind(limit).AllAsync(RunRows.ReadKeyed);
        if (runs.Count == 0)
        {
            return 0;
        }

        if (reduction is not null)
        {
            await ReducedRuns.KeepAsync(session, runs, reduction);
        }

        return await session.Prepare(Remove).Bind([.. runs.Select(run => run.Key)]).ExecuteAsync();
    }

    public static Task<List<(string Tenant, string Id)>> IdleThreadsAsync(Session session, TimeSpan olderThan, int limit) =>
        session.Prepare(
            $"""
            SELECT t.tenant, t.id FROM thread t WHERE {IsIdle("$1")} ORDER BY t.updated_at, t.tenant, t.id LIMIT $2
            """)
            .Bind((long)olderThan.TotalMilliseconds).Bind(limit).AllAsync(row => (row.Text(0), row.Text(1)));

    /// <summary>Removes a thread if it is idle still.</summary>
    /// <returns>How many runs it had; 0 where it is not idle any more.</returns>
    public static async Task<int> PruneThreadAsync(Session session, TimeSpan olderThan, string tenant, string id)
    {
        if (await ThreadRows.LockAsync(session, tenant, id) is null)
        {
            return 0;
        }

        var isIdle = await session.Prepare($"SELECT 1 FROM thread t WHERE t.tenant = $2 AND t.id = $3 AND {IsIdle("$1")}")
            .Bind((long)olderThan.TotalMilliseconds).Bind(tenant).Bind(id).ExistsAsync();
        return isIdle ? await RemoveThreadAsync(session, tenant, id, Remove) : 0;
    }

    public static async Task<bool> DeleteAsync(Session session, string tenant, Guid id)
    {
        // Whoever indexes locks in this order too.
        await NoteRows.LockHolderAsync(session);
        if (await RunRows.LockAsync(session, id) is not { } run || run.Row.Tenant != tenant || !run.Row.Status.HasEnded())
        {
            return false;
        }

        if (run.Row.Thread is null)
        {
            await session.Prepare(Erase).Bind([run.Key]).ExecuteAsync();
        }
        else
        {
            await session.Prepare("UPDATE run SET is_hidden = true, updated_at = clock() WHERE key = $1").Bind(run.Key).ExecuteAsync();
            await MessageRows.HideAsync(session, run.Key, MessageTerms.Run(tenant, id));
        }

        return true;
    }

    /// <summary>Removes a thread, whose row the caller holds, with its runs, whatever they do.</summary>
    /// <returns>How many runs it had.</returns>
    public static Task<int> EraseThreadAsync(Session session, string tenant, string id) => RemoveThreadAsync(session, tenant, id, Erase);

    private static async Task<int> RemoveThreadAsync(Session session, string tenant, string id, string remove)
    {
        var keys = await session.Prepare("SELECT key FROM run WHERE tenant = $1 AND thread = $2 ORDER BY key FOR UPDATE").Bind(tenant).Bind(id)
            .AllAsync(row => row.Long(0));
        await session.Prepare(remove).Bind(keys).ExecuteAsync();
        await session.Prepare("DELETE FROM thread WHERE tenant = $1 AND id = $2").Bind(tenant).Bind(id).ExecuteAsync();
        return keys.Count;
    }

    /// <summary>Threads at rest whose oldest run, edits apart, ended long ago; each row is read with whether it is one.</summary>
    public static async Task<AgedThreads> AgedAsync(Session session, TimeSpan olderThan, ThreadRow? after, int limit)
    {
        var seen = await session.Prepare(
            $"""
            SELECT t.*, t.active IS NULL
              AND (SELECT r.ended_at FROM run r WHERE r.tenant = t.tenant AND r.thread = t.id AND NOT r.is_edit ORDER BY r.key LIMIT 1) < clock() - $1
            FROM ({ThreadRows.Select} WHERE (t.tenant, t.id) > ($2, $3) ORDER BY t.tenant, t.id LIMIT $4) t ORDER BY t.tenant, t.id
            """)
            .Bind((long)olderThan.TotalMilliseconds).Bind(after?.Tenant ?? "").Bind(after?.Id ?? "").Bind(limit)
            .AllAsync(row => (Thread: ThreadRows.Read(row), IsAged: !row.IsDBNull(12) && row.Bool(12)));
        return AgedThreads.Of(seen, limit);
    }

    /// <summary>Removes old runs of a thread that lives on, under the lock of its row.</summary>
    public static async Task<int> TrimAsync(Session session, ThreadTrim trim)
    {
        var thread = await ThreadRows.LockAsync(session, trim.Tenant, trim.Thread);
        var isUnderWay = await session.Prepare("SELECT 1 FROM run WHERE tenant = $1 AND thread = $2 AND ended_at IS NULL LIMIT 1")
            .Bind(trim.Tenant).Bind(trim.Thread).ExistsAsync();
        if (isUnderWay || thread?.Row.Head != trim.Head)
        {
            return 0;
        }

        var old = await session.Prepare(
            $"""
            SELECT r.key, r.id FROM run r
            WHERE r.tenant = $1 AND r.thread = $2 AND r.key < (SELECT b.key FROM run b WHERE b.id = $3 AND b.tenant = $1 AND b.thread = $2) AND {NoLiveParent}
            ORDER BY r.key LIMIT $4 FOR UPDATE OF r
            """)
            .Bind(trim.Tenant).Bind(trim.Thread).Bind((Guid?)trim.Before).Bind(trim.Limit + trim.Keep.Count + 1).AllAsync(row => (Key: row.Long(0), Id: row.Id(1)));
        var keys = old.Where(run => run.Id != trim.Head.Run && !trim.Keep.Contains(run.Id)).Select(run => run.Key).Take(trim.Limit).ToList();
        return keys.Count == 0 ? 0 : await session.Prepare(Remove).Bind(keys).ExecuteAsync();
    }

    private static string RemoveWith(string entries) =>
        $"""
        WITH j AS ({entries}), k AS (DELETE FROM ticket WHERE run = ANY($1)),
        i AS (DELETE FROM idempotency WHERE run = ANY($1)), b AS (DELETE FROM inbox WHERE run = ANY($1)),
        x AS (DELETE FROM running_text x USING run q WHERE q.key = ANY($1) AND x.run = q.id),
        y AS (DELETE FROM ready WHERE run = ANY($1)), m AS (DELETE FROM message WHERE run = ANY($1)),
        n AS (DELETE FROM message_note WHERE run = ANY($1)),
        t AS (DELETE FROM timer t USING run q WHERE q.key = ANY($1) AND t.wake_at = q.wake_at AND t.run = q.key)
        DELETE FROM run WHERE key = ANY($1)
        """;

    private static string IsIdle(string age) =>
        $"""
        t.updated_at < clock() - {age} AND t.active IS NULL
          AND EXISTS (SELECT 1 FROM run r WHERE r.tenant = t.tenant AND r.thread = t.id)
          AND NOT EXISTS (
            SELECT 1 FROM run r WHERE r.tenant = t.tenant AND r.thread = t.id AND (r.ended_at IS NULL OR NOT ({NoLiveParent})))
        """;
}
