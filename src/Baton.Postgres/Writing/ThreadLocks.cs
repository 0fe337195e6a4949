using Npgsql;
using NpgsqlTypes;

namespace Baton.Postgres.Writing;

/// <summary>
/// Locks the threads of a batch, as its first statement; a thread that somebody else holds is not waited for. The statements after it begin when
/// the locks are held, so what they see of a thread's runs is current; whether a thread is locked they tell by its <c>xmax</c>.
/// </summary>
internal static class ThreadLocks
{
    /// <summary>True in a statement for a row <c>t</c> of <c>thread</c> that this transaction has locked or changed.</summary>
    public const string IsLocked = "(t.xmax = pg_current_xact_id()::xid)";

    private const string ByName =
        "SELECT 1 FROM unnest($1, $2) AS i(tenant, id) JOIN thread t ON t.tenant = i.tenant AND t.id = i.id FOR UPDATE OF t SKIP LOCKED";

    private const string ByRun =
        """
        SELECT 1 FROM unnest($1) AS i(run) JOIN run r ON r.key = i.run JOIN thread t ON t.tenant = r.tenant AND t.id = r.thread
        FOR UPDATE OF t SKIP LOCKED
        """;

    /// <summary>The statement for the threads of acceptances; null where they have none.</summary>
    public static NpgsqlBatchCommand? For(List<AcceptItem> items)
    {
        var (tenants, ids) = (new Column<string>(NpgsqlDbType.Text), new Column<string>(NpgsqlDbType.Text));
        foreach (var wish in items.Select(item => item.Wish))
        {
            if (wish.Thread is { } thread)
            {
                tenants.Add(wish.Tenant);
                ids.Add(thread);
            }
        }

        return ids.Count == 0 ? null : Command(ByName, tenants.ToParameter(), ids.ToParameter());
    }

    /// <summary>The statement for the threads of runs that park or end; null where they have none.</summary>
    public static NpgsqlBatchCommand? For(List<AppendItem> items)
    {
        var runs = new Column<long>(NpgsqlDbType.Bigint);
        foreach (var append in items.Select(item => item.Append))
        {
            if (append.Transition!.Head is not null)
            {
                runs.Add(append.Lease.Key);
            }
        }

        return runs.Count == 0 ? null : Command(ByRun, runs.ToParameter());
    }

    private static NpgsqlBatchCommand Command(string sql, params ReadOnlySpan<NpgsqlParameter> parameters)
    {
        var command = new NpgsqlBatchCommand(sql);
        command.Bind(parameters);
        return command;
    }
}
