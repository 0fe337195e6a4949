using Baton.Engine.Stores;
using Baton.Engine.Stores.Transfer;
using Baton.Postgres.Connecting;
using Baton.Postgres.Costs;
using Npgsql;

namespace Baton.Postgres.Cases;

/// <summary>Cases and tallies on their way to another store.</summary>
internal static class CaseTransfer
{
    public static Statement Cases(Session session) => session.Prepare(
        $"""
        SELECT {CaseRows.Columns}, is_dirty, is_gone, nano_usd, counted,
          ARRAY(SELECT r.run FROM case_run r WHERE r.tenant = c.tenant AND r.thread = c.thread ORDER BY r.run),
          ARRAY(SELECT r.nano_usd FROM case_run r WHERE r.tenant = c.tenant AND r.thread = c.thread ORDER BY r.run)
        FROM thread_case c ORDER BY tenant, thread
        """);

    public static StoreItem ReadCase(NpgsqlDataReader row) => new CaseItem(CaseRows.Read(row))
    {
        IsDirty = row.Bool(19),
        IsGone = row.Bool(20),
        NanoUsd = row.Long(21),
        Counted = CaseCounts.Read(row, 22),
        Runs = row.GetFieldValue<Guid[]>(23).Zip(row.GetFieldValue<long[]>(24)).ToDictionary(run => run.First, run => run.Second),
    };

    public static Statement Tallies(Session session) =>
        session.Prepare("SELECT tenant, day, graph, dimension, name, tally FROM case_tally ORDER BY tenant, day, graph, dimension, name");

    public static StoreItem ReadTally(NpgsqlDataReader row) =>
        new TallyItem(new CaseTallyKey(row.Text(0), CostRows.Day(row.Int(1)), row.Text(2), (CaseDimension)row.GetInt16(3), row.Text(4)), row.Blob(5));

    public static async Task<int> WriteAsync(Session session, CaseItem item)
    {
        var row = item.Case;
        await CaseRows.WriteAsync(session, row);
        foreach (var (run, cost) in item.Runs)
        {
            await session.Prepare("INSERT INTO case_run(tenant, run, thread, nano_usd) VALUES($1, $2, $3, $4) ON CONFLICT DO NOTHING")
                .Bind(row.Tenant).Bind((Guid?)run).Bind(row.Thread).Bind(cost).ExecuteAsync();
        }

        return await session.Prepare("UPDATE thread_case SET is_dirty = $3, is_gone = $4, nano_usd = $5, counted = $6 WHERE tenant = $1 AND thread = $2")
            .Bind(row.Tenant).Bind(row.Thread).Bind(item.IsDirty).Bind(item.IsGone).Bind(item.NanoUsd).Bind(item.Counted is null ? null : CaseCounts.Write(item.Counted))
            .ExecuteAsync();
    }

    public static Task<int> WriteAsync(Session session, TallyItem item) => CaseCounts.PutAsync(session, item.Key, item.Tally);
}
