using Baton.Engine.Runs;
using Baton.Engine.Stores;
using Baton.Engine.Stores.Messages;
using Baton.Sqlite.Messages;
using Baton.Sqlite.Native;
using Baton.Sqlite.Records;
using Baton.Sqlite.Writing;

namespace Baton.Sqlite.Runs;

/// <summary>
/// Removes what is old. A thread's runs rest on one another, so they go together, with the thread, once it has been idle long enough, or
/// as a thread that lives on is trimmed; a thread that never had a run stays.
/// </summary>
internal static class Pruning
{
    private const string NoLiveParent = "NOT EXISTS (SELECT 1 FROM run p WHERE p.id = r.parent AND p.ended_at IS NULL)";

    private const string NoParent = "NOT EXISTS (SELECT 1 FROM run p WHERE p.id = r.parent)";

    public static int Prune(WriteSession session, TimeSpan olderThan, int limit, RunReduction? reduction)
    {
        var before = session.Now - (long)olderThan.TotalMilliseconds;
        var loose = session.Prepare(
            $"SELECT r.key FROM run r WHERE r.ended_at < ?1 AND r.thread IS NULL AND {NoParent} ORDER BY r.ended_at, r.key LIMIT ?2")
            .Bind(1, before).Bind(2, limit).All(row => row.Long(0));
        foreach (var run in loose)
        {
            Keep(session, run, reduction);
            Remove(session, run);
        }

        var removed = loose.Count;
        foreach (var (tenant, id) in IdleThreads(session, before, limit))
        {
            if (removed >= limit)
            {
                break;
            }

            removed += RemoveThread(session, tenant, id);
        }

        return removed;
    }

    public static bool Delete(WriteSession session, string tenant, Guid id)
    {
        if (RunRows.FindKeyed(session.Connection, id) is not { } run || run.Row.Tenant != tenant || !run.Row.Status.HasEnded())
        {
            return false;
        }

        if (run.Row.Thread is null)
        {
            Remove(session, run.Key);
        }
        else
        {
            session.Prepare("UPDATE run SET is_hidden = 1, updated_at = ?2 WHERE key = ?1").Bind(1, run.Key).Bind(2, session.Now).Execute();
            MessageRows.Forget(session, run.Key, MessageTerms.Run(tenant, id));
        }

        return true;
    }

    /// <summary>Removes a thread with its runs, whatever they do.</summary>
    /// <returns>How many runs it had.</returns>
    public static int RemoveThread(WriteSession session, string tenant, string id)
    {
        var runs = session.Prepare("SELECT key FROM run WHERE tenant = ?1 AND thread = ?2").Bind(1, tenant).Bind(2, id).All(row => row.Long(0));
        runs.ForEach(run => Remove(session, run));
        session.Prepare("DELETE FROM thread WHERE tenant = ?1 AND id = ?2").Bind(1, tenant).Bind(2, id).Execute();
        return runs.Count;
    }

    /// <summary>Removes old runs of a thread that lives on.</summary>
    public static int Trim(WriteSession session, ThreadTrim trim)
    {
        var isUnderWay = session.Prepare("SELECT 1 FROM run WHERE tenant = ?1 AND thread = ?2 AND ended_at IS NULL LIMIT 1")
            .Bind(1, trim.Tenant).Bind(2, trim.Thread).Exists();
        if (isUnderWay || ThreadRows.Find(session.Connection, trim.Tenant, trim.Thread)?.Head != trim.Head)
        {
            return 0;
        }

        var going = session.Prepare(
            $"""
            SELECT r.key, r.id FROM run r
            WHERE r.tenant = ?1 AND r.thread = ?2 AND r.key < (SELECT b.key FROM run b WHERE b.id = ?3 AND b.tenant = ?1 AND b.thread = ?2) AND {NoLiveParent}
            ORDER BY r.key LIMIT ?4
            """)
            .Bind(1, trim.Tenant).Bind(2, trim.Thread).Bind(3, trim.Before).Bind(4, trim.Limit + trim.Keep.Count + 1)
            .All(row => (Key: row.Long(0), Id: row.Id(1)))
            .Where(run => run.Id != trim.Head.Run && !trim.Keep.Contains(run.Id)).Take(trim.Limit).ToList();
        going.ForEach(run => Remove(session, run.Key));
        return going.Count;
    }

    /// <summary>Threads at rest whose oldest run, edits apart, ended before a time.</summary>
    public static AgedThreads Aged(Connection connection, DateTimeOffset before, ThreadRow? after, int limit)
    {
        var seen = connection.Prepare(
            $"""
            SELECT t.*, t.active IS NULL
              AND (SELECT r.ended_at FROM run r WHERE r.tenant = t.tenant AND r.thread = t.id AND r.is_edit = 0 ORDER BY r.key LIMIT 1) < ?1
            FROM ({ThreadRows.Select} WHERE (t.tenant, t.id) > (?2, ?3) ORDER BY t.tenant, t.id LIMIT ?4) t ORDER BY t.tenant, t.id
            """)
            .Bind(1, before).Bind(2, after?.Tenant ?? "").Bind(3, after?.Id ?? "").Bind(4, limit)
            .All(row => (Thread: ThreadRows.Read(row), IsAged: row.Bool(12)));
        return AgedThreads.Of(seen, limit);
    }

    private static List<(string Tenant, string Id)> IdleThreads(WriteSession session, long before, int limit) =>
        session.Prepare(
            $"""
            SELECT t.tenant, t.id FROM thread t
            WHERE t.updated_at < ?1 AND t.active IS NULL
              AND EXISTS (SELECT 1 FROM run r WHERE r.tenant = t.tenant AND r.thread = t.id)
              AND NOT EXISTS (
                SELECT 1 FROM run r WHERE r.tenant = t.tenant AND r.thread = t.id AND (r.ended_at IS NULL OR NOT ({NoLiveParent})))
            ORDER BY t.updated_at, t.tenant, t.id LIMIT ?2
            """)
            .Bind(1, before).Bind(2, limit).All(row => (row.Text(0), row.Text(1)));

    private static void Keep(WriteSession session, long key, RunReduction? reduction)
    {
        if (reduction is not null && RunRows.FindKeyed(session.Connection, key)?.Row is { } run
            && reduction(run, JournalRows.Read(session.Connection, run.Id, 0, int.MaxValue)) is { } kept)
        {
            RecordRows.TryApply(session, run.Tenant, [new(RecordCollections.Results, RunIds.Text(run.Id), null, kept)]);
        }
    }

    private static void Remove(WriteSession session, long run)
    {
        session.Prepare("DELETE FROM journal WHERE id BETWEEN ?1 << 24 AND (?1 << 24) + 16777215").Bind(1, run).Execute();
        session.Prepare("DELETE FROM ticket WHERE run = ?1").Bind(1, run).Execute();
        session.Prepare("DELETE FROM idempotency WHERE run = ?1").Bind(1, run).Execute();
        InboxRows.Clear(session, run);
        MessageRows.Forget(session, run, null);
        session.Prepare("DELETE FROM run WHERE key = ?1").Bind(1, run).Execute();
        session.ForgetTail(run);
    }
}
