using System.Globalization;
using Baton.Engine.Stores;
using Baton.Postgres.Connecting;
using Npgsql;

namespace Baton.Postgres.Costs;

internal sealed class PostgresCosts(Database database) : ICostStore
{
    public async ValueTask<IReadOnlyList<CostSum>> QueryAsync(CostQuery query, CancellationToken cancellationToken) =>
        await database.ReadAsync(session => QueryAsync(session, query), cancellationToken);

    public async ValueTask AddAsync(IReadOnlyList<CostRow> rows, CancellationToken cancellationToken) =>
        await database.WriteAsync(session => CostRows.AddAsync(session, [.. CostRow.Sums(rows)]), cancellationToken);

    public async ValueTask<int> FoldAsync(TimeSpan olderThan, int limit, CancellationToken cancellationToken) =>
        await database.WriteAsync(session => CostRows.FoldAsync(session, (long)olderThan.TotalMilliseconds, limit), cancellationToken);

    public async ValueTask<BudgetOutcome> ReserveAsync(IReadOnlyList<BudgetClaim> claims, CancellationToken cancellationToken) =>
        await database.WriteAsync(session => BudgetRows.ReserveAsync(session, claims), cancellationToken);

    public async ValueTask<IReadOnlyList<BudgetWindow>> SettleAsync(IReadOnlyList<BudgetShare> shares, CancellationToken cancellationToken) =>
        await database.WriteAsync(session => BudgetRows.SettleAsync(session, shares), cancellationToken);

    public async ValueTask<int> PruneAsync(TimeSpan olderThan, int limit, CancellationToken cancellationToken) =>
        await database.WriteAsync(
            session => session.Prepare(
                """
                DELETE FROM budget WHERE (scope, length, number) IN (
                  SELECT scope, length, number FROM budget WHERE ends_at <= clock() - $1 ORDER BY ends_at LIMIT $2 FOR UPDATE SKIP LOCKED)
                """)
                .Bind((long)olderThan.TotalMilliseconds).Bind(limit).ExecuteAsync(),
            cancellationToken);

    private static async Task<IReadOnlyList<CostSum>> QueryAsync(Session session, CostQuery query)
    {
        var filter = new Filter();
        filter.Add("tenant =", query.Tenant);
        filter.Add("day >=", CostRows.Number(query.From));
        filter.Add("day <=", CostRows.Number(query.To));
        foreach (var (dimension, value) in query.Where)
        {
            Add(filter, dimension, value);
        }

        var keys = string.Concat(query.By.Select(dimension => $", {Column(dimension)}"));
        var sums = await filter.Prepare(
            session,
            where => $"""
                SELECT {CostRows.Sums}{keys} FROM cost {where}{(keys.Length == 0 ? "" : $" GROUP BY {keys[2..]}")}
                ORDER BY sum(nano_usd) DESC, sum(calls) DESC{keys} LIMIT {query.Limit.ToString(CultureInfo.InvariantCulture)}
                """)
            .AllAsync(row => new CostSum([.. query.By.Select((dimension, index) => Key(row, dimension, 10 + index))], CostRows.Amounts(row, 0)));
        return sums.FindAll(sum => sum.Amounts.Calls > 0);
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
                filter.Add("false");
                break;
            default:
                filter.Add($"{Column(dimension)} =", value);
                break;
        }
    }

    private static string Key(NpgsqlDataReader row, CostDimension dimension, int column) => dimension switch
    {
        CostDimension.Day => CostRows.Day(row.Int(column)).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
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
