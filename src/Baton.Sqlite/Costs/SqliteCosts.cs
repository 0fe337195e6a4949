using System.Globalization;
using Baton.Engine.Stores;
using Baton.Sqlite.Native;
using Baton.Sqlite.Reading;
using Baton.Sqlite.Writing;

namespace Baton.Sqlite.Costs;

internal sealed class SqliteCosts(Writer writer, ReaderPool readers) : ICostStore
{
    public ValueTask<IReadOnlyList<CostSum>> QueryAsync(CostQuery query, CancellationToken cancellationToken) =>
        ValueTask.FromResult<IReadOnlyList<CostSum>>(readers.Read(connection => Query(connection, query)));

    public async ValueTask AddAsync(IReadOnlyList<CostRow> rows, CancellationToken cancellationToken) =>
        await writer.RunAsync(
            session =>
            {
                CostRows.Insert(session, [.. CostRow.Sums(rows)]);
                return true;
            },
            cancellationToken);

    public async ValueTask<int> FoldAsync(TimeSpan olderThan, int limit, CancellationToken cancellationToken) =>
        await writer.RunAsync(session => CostRows.Fold(session, CostRows.DayOf(session.Now - (long)olderThan.TotalMilliseconds), limit), cancellationToken);

    public async ValueTask<BudgetOutcome> ReserveAsync(IReadOnlyList<BudgetClaim> claims, CancellationToken cancellationToken) =>
        await writer.RunAsync(session => BudgetRows.Reserve(session, claims), cancellationToken);

    public async ValueTask<IReadOnlyList<BudgetWindow>> SettleAsync(IReadOnlyList<BudgetShare> shares, CancellationToken cancellationToken) =>
        await writer.RunAsync(session => BudgetRows.Settle(session, shares), cancellationToken);

    public async ValueTask<int> PruneAsync(TimeSpan olderThan, int limit, CancellationToken cancellationToken) =>
        await writer.RunAsync(session => BudgetRows.Prune(session, session.Now - (long)olderThan.TotalMilliseconds, limit), cancellationToken);

    private static List<CostSum> Query(Connection connection, CostQuery query)
    {
        var filter = new Filter();
        filter.Add("tenant =", query.Tenant);
        filter.Add("day >=", CostRows.Number(query.From));
        filter.Add("day <=", CostRows.Number(query.To));
        foreach (var (dimension, value) in query.Where)
        {
            Add(filter, dimension, value);
        }

        var columns = query.By.Select(Column).ToList();
        var keys = string.Concat(columns.Select(column => $", {column}"));
        using var statement = connection.PrepareOnce(
            $"""
            SELECT {CostRows.Sums}{keys} FROM cost {filter.Where}{(columns.Count == 0 ? "" : $" GROUP BY {keys[2..]}")}
            ORDER BY sum(nano_usd) DESC, sum(calls) DESC{keys} LIMIT {query.Limit.ToString(CultureInfo.InvariantCulture)}
            """);
        return filter.BindTo(statement).All(row => new CostSum([.. query.By.Select((dimension, index) => Key(row, dimension, 10 + index))], CostRows.Amounts(row, 0)))
            .FindAll(sum => sum.Amounts.Calls > 0);
    }

    private static void Add(Filter filter, CostDimension dimension, string value)
    {
        switch (dimension)
        {
            case CostDimension.Run when Guid.TryParse(value, out var run):
                filter.Add("number > 0");
                filter.Add("run =", (Guid?)run);
                break;
            case CostDimension.Day when DateOnly.TryParseExact(value, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day):
                filter.Add("day =", CostRows.Number(day));
                break;
            case CostDimension.Run or CostDimension.Day:
                filter.Add("0 = 1");
                break;
            default:
                filter.Add($"{Column(dimension)} =", value);
                break;
        }
    }

    private static string Key(Statement row, CostDimension dimension, int column) => dimension switch
    {
        CostDimension.Day => CostRows.Day(row.Long(column)).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        CostDimension.Run => row.IdOrNull(column)?.ToString("D") ?? "",
        _ => row.Text(column),
    };

    private static string Column(CostDimension dimension) => dimension switch
    {
        CostDimension.Day => "day",
        CostDimension.Run => "CASE WHEN number > 0 THEN run END",
        CostDimension.Graph => "graph",
        CostDimension.Node => "node",
        CostDimension.Agent => "agent",
        CostDimension.Model => "model",
        CostDimension.User => "user_id",
        CostDimension.Feature => "feature",
        CostDimension.Vertical => "vertical",
        _ => throw new ArgumentOutOfRangeException(nameof(dimension)),
    };
}
