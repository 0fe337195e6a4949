using Baton.Engine.Stores;
using Baton.Graphs;
using Baton.Postgres.Connecting;
using Npgsql;

namespace Baton.Postgres.Cases;

/// <summary>The rows of cases.</summary>
internal static class CaseRows
{
    /// <summary>What <see cref="Read"/> reads.</summary>
    public const string Columns =
        "tenant, thread, graph, status, category, priority, agent, customer, reason, summary, turns, run, opened_at, updated_at, answered_at, escalated_at, resolved_at, reopened, is_asked";

    private const string Written =
        $"""
        INSERT INTO thread_case({Columns}) VALUES($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)
        ON CONFLICT(tenant, thread) DO UPDATE SET graph = excluded.graph, status = excluded.status, category = excluded.category,
          priority = excluded.priority, agent = excluded.agent, customer = excluded.customer, reason = excluded.reason, summary = excluded.summary,
          turns = excluded.turns, run = excluded.run, opened_at = excluded.opened_at, updated_at = excluded.updated_at,
          answered_at = excluded.answered_at, escalated_at = excluded.escalated_at, resolved_at = excluded.resolved_at, reopened = excluded.reopened,
          is_asked = excluded.is_asked, is_dirty = true, is_gone = false
        """;

    /// <summary>Writes what an append changes, where its run is the one that its thread is about.</summary>
    public static async Task ApplyAsync(Session session, long run, IReadOnlyList<CaseChange> changes)
    {
        if (changes.Count == 0) return;
        var isActive = await session.Prepare("SELECT 1 FROM thread WHERE tenant = $1 AND id = $2 AND active = $3")
            .Bind(changes[0].Tenant).Bind(changes[0].Thread).Bind(run).ExistsAsync();
        if (isActive) await ApplyAsync(session, changes);
    }

    public static async Task ApplyAsync(Session session, IReadOnlyList<CaseChange> changes)
    {
        foreach (var change in changes)
        {
            if (change.Facts is null) await RemoveAsync(session, change.Tenant, change.Thread);
            else await WriteAsync(session, CaseRow.After(await LockAsync(session, change.Tenant, change.Thread), change));
        }
    }

    public static Task<CaseRow?> FindAsync(Session session, string tenant, string thread) =>
        session.Prepare($"SELECT {Columns} FROM thread_case WHERE tenant = $1 AND thread = $2 AND NOT is_gone").Bind(tenant).Bind(thread).FirstAsync(Read);

    /// <summary>What is said goes at once, the row when its count is taken back.</summary>
    public static Task<int> RemoveAsync(Session session, string tenant, string thread) =>
        session.Prepare("UPDATE thread_case SET is_gone = true, is_dirty = true, customer = NULL, reason = NULL, summary = NULL WHERE tenant = $1 AND thread = $2")
            .Bind(tenant).Bind(thread).ExecuteAsync();

    /// <summary>Has a case counted again.</summary>
    public static Task<int> MarkAsync(Session session, string tenant, string thread) =>
        session.Prepare("UPDATE thread_case SET is_dirty = true WHERE tenant = $1 AND thread = $2 AND NOT is_dirty").Bind(tenant).Bind(thread).ExecuteAsync();

    public static Task<int> WriteAsync(Session session, CaseRow row)
    {
        var facts = row.Facts;
        return session.Prepare(Written)
            .Bind(row.Tenant).Bind(row.Thread).Bind(row.Graph).Bind((long)facts.Status).Bind(facts.Category).Bind(facts.Priority).Bind(facts.Agent)
            .Bind(facts.Customer).Bind(facts.EscalationReason).Bind(facts.Summary).Bind((long)facts.Turns).Bind((Guid?)row.Run).Bind(row.OpenedAt)
            .Bind(row.UpdatedAt).Bind(row.AnsweredAt).Bind(row.EscalatedAt).Bind(row.ResolvedAt).Bind((long)row.Reopened).Bind(row.Asked).ExecuteAsync();
    }

    public static CaseRow Read(NpgsqlDataReader row) => new(row.Text(0), row.Text(1), row.Text(2), new CaseFacts((CaseStatus)row.Int(3))
    {
        Category = row.TextOrNull(4),
        Priority = row.TextOrNull(5),
        Agent = row.TextOrNull(6),
        Customer = row.TextOrNull(7),
        EscalationReason = row.TextOrNull(8),
        Summary = row.TextOrNull(9),
        Turns = row.Int(10),
    })
    {
        Run = row.Id(11),
        OpenedAt = row.Time(12),
        UpdatedAt = row.Time(13),
        AnsweredAt = row.TimeOrNull(14),
        EscalatedAt = row.TimeOrNull(15),
        ResolvedAt = row.TimeOrNull(16),
        Reopened = row.Int(17),
        Asked = row.Bool(18),
    };

    private static Task<CaseRow?> LockAsync(Session session, string tenant, string thread) =>
        session.Prepare($"SELECT {Columns} FROM thread_case WHERE tenant = $1 AND thread = $2 AND NOT is_gone FOR UPDATE").Bind(tenant).Bind(thread).FirstAsync(Read);
}
