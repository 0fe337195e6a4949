using Baton.Engine.Stores;
using Baton.Engine.Stores.Transfer;
using Baton.Sqlite.Costs;
using Baton.Sqlite.Native;
using Baton.Sqlite.Writing;

namespace Baton.Sqlite.Cases;

/// <summary>Cases and tallies on their way to another store.</summary>
internal static class CaseTransfer
{
    public static IEnumerable<StoreItem> All(Connection connection) => Cases(connection).Concat<StoreItem>(Tallies(connection));

    public static void Write(WriteSession session, CaseItem item)
    {
        var row = item.Case;
        CaseRows.Write(session, row);
        var statement = session.Prepare("UPDATE thread_case SET is_dirty = ?3, is_gone = ?4, nano_usd = ?5, counted = ?6 WHERE tenant = ?1 AND thread = ?2")
            .Bind(1, row.Tenant).Bind(2, row.Thread).Bind(3, item.IsDirty).Bind(4, item.IsGone).Bind(5, item.NanoUsd);
        (item.Counted is null ? statement.BindNull(6) : statement.Bind(6, CaseCounts.Write(item.Counted))).Execute();
        foreach (var (run, cost) in item.Runs)
        {
            session.Prepare("INSERT INTO case_run(tenant, run, thread, nano_usd) VALUES(?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING")
                .Bind(1, row.Tenant).Bind(2, run).Bind(3, row.Thread).Bind(4, cost).Execute();
        }
    }

    public static void Write(WriteSession session, TallyItem item) => CaseCounts.Put(session, item.Key, item.Tally.Span);

    private static List<CaseItem> Cases(Connection connection)
    {
        var items = connection.Prepare($"SELECT {CaseRows.Columns}, is_dirty, is_gone, nano_usd, counted FROM thread_case ORDER BY tenant, thread")
            .All(row => new CaseItem(CaseRows.Read(row)) { IsDirty = row.Bool(19), IsGone = row.Bool(20), NanoUsd = row.Long(21), Counted = CaseCounts.Read(row, 22) });
        return items.ConvertAll(item => item with
        {
            Runs = connection.Prepare("SELECT run, nano_usd FROM case_run WHERE tenant = ?1 AND thread = ?2").Bind(1, item.Case.Tenant).Bind(2, item.Case.Thread)
                .All(row => (Run: row.Id(0), Cost: row.Long(1))).ToDictionary(run => run.Run, run => run.Cost),
        });
    }

    private static List<TallyItem> Tallies(Connection connection) =>
        connection.Prepare("SELECT tenant, day, graph, dimension, name, tally FROM case_tally ORDER BY tenant, day, graph, dimension, name")
            .All(row => new TallyItem(new CaseTallyKey(row.Text(0), CostRows.Day(row.Long(1)), row.Text(2), (CaseDimension)row.Int(3), row.Text(4)), row.Blob(5).ToArray()));
}
