using Baton.Engine.Stores;
using Baton.Graphs;
using Baton.Sqlite.Native;
using Baton.Sqlite.Writing;

namespace Baton.Sqlite.Cases;

/// <summary>The rows of cases.</summary>
internal static class CaseRows
{
    /// <summary>What <see cref="Read"/> reads.</summary>
    public const string Columns =
        "tenant, thread, graph, status, category, priority, agent, customer, reason, summary, turns, run, opened_at, updated_at, answered_at, escalated_at, resolved_at, reopened, is_asked";

    private const string Written =
        $"""
        INSERT INTO thread_case({Columns}) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19)
        ON CONFLICT(tenant, thread) DO UPDATE SET graph = excluded.graph, status = excluded.status, category = excluded.category,
          priority = excluded.priority, agent = excluded.agent, customer = excluded.customer, reason = excluded.reason, summary = excluded.summary,
          turns = excluded.turns, run = excluded.run, opened_at = excluded.opened_at, updated_at = excluded.updated_at,
          answered_at = excluded.answered_at, escalated_at = excluded.escalated_at, resolved_at = excluded.resolved_at, reopened = excluded.reopened,
          is_asked = excluded.is_asked, is_dirty = 1, is_gone = 0
        """;

    /// <summary>Writes what an append changes, where its run is the one that its thread is about.</summary>
    public static void Apply(WriteSession session, long run, IReadOnlyList<CaseChange> changes)
    {
        if (changes.Count == 0) return;
        var isActive = session.Prepare("SELECT 1 FROM thread WHERE tenant = ?1 AND id = ?2 AND active = ?3")
            .Bind(1, changes[0].Tenant).Bind(2, changes[0].Thread).Bind(3, run).Exists();
        if (isActive) Apply(session, changes);
    }

    public static void Apply(WriteSession session, IReadOnlyList<CaseChange> changes)
    {
        foreach (var change in changes)
        {
            if (change.Facts is null) Remove(session, change.Tenant, change.Thread);
            else Write(session, CaseRow.After(Find(session.Connection, change.Tenant, change.Thread), change));
        }
    }

    public static CaseRow? Find(Connection connection, string tenant, string thread) =>
        connection.Prepare($"SELECT {Columns} FROM thread_case WHERE tenant = ?1 AND thread = ?2 AND is_gone = 0").Bind(1, tenant).Bind(2, thread).First(Read);

    /// <summary>What is said goes at once, the row when its count is taken back.</summary>
    public static void Remove(WriteSession session, string tenant, string thread) =>
        session.Prepare("UPDATE thread_case SET is_gone = 1, is_dirty = 1, customer = NULL, reason = NULL, summary = NULL WHERE tenant = ?1 AND thread = ?2")
            .Bind(1, tenant).Bind(2, thread).Execute();

    /// <summary>Has a case counted again.</summary>
    public static void Mark(WriteSession session, string tenant, string thread) =>
        session.Prepare("UPDATE thread_case SET is_dirty = 1 WHERE tenant = ?1 AND thread = ?2 AND is_dirty = 0").Bind(1, tenant).Bind(2, thread).Execute();

    public static void Write(WriteSession session, CaseRow row)
    {
        var facts = row.Facts;
        session.Prepare(Written)
            .Bind(1, row.Tenant).Bind(2, row.Thread).Bind(3, row.Graph).Bind(4, (long)facts.Status).Bind(5, facts.Category).Bind(6, facts.Priority)
            .Bind(7, facts.Agent).Bind(8, facts.Customer).Bind(9, facts.EscalationReason).Bind(10, facts.Summary).Bind(11, facts.Turns)
            .Bind(12, row.Run).Bind(13, row.OpenedAt).Bind(14, row.UpdatedAt).Bind(15, row.AnsweredAt).Bind(16, row.EscalatedAt)
            .Bind(17, row.ResolvedAt).Bind(18, row.Reopened).Bind(19, row.Asked).Execute();
    }

    public static CaseRow Read(Statement row) => new(row.Text(0), row.Text(1), row.Text(2), new CaseFacts((CaseStatus)row.Int(3))
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
}
