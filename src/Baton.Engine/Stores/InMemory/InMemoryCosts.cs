using System.Globalization;
using Baton.Engine.Journal;
using Baton.Engine.Stores.Transfer;

namespace Baton.Engine.Stores.InMemory;

internal sealed class InMemoryCosts(InMemoryState state) : ICostStore
{
    private readonly List<(DateOnly Day, CostRow Row)> rows = [];
    private readonly Dictionary<(string Scope, long Length, long Number), (Spending Spent, Spending Reserved)> windows = [];

    public ValueTask<IReadOnlyList<CostSum>> QueryAsync(CostQuery query, CancellationToken cancellationToken)
    {
        lock (state.Gate)
        {
            var sums = rows
                .Where(row => row.Row.Tenant == query.Tenant && row.Day >= query.From && row.Day <= query.To)
                .Where(row => query.Where.All(wish => KeyOf(row, wish.Key) == wish.Value))
                .GroupBy(row => string.Join('\0', query.By.Select(dimension => KeyOf(row, dimension))))
                .Select(group => new CostSum([.. query.By.Select(dimension => KeyOf(group.First(), dimension))], group.Aggregate(CostAmounts.None, (sum, row) => sum + row.Row.Amounts)))
                .OrderByDescending(sum => sum.Amounts.NanoUsd).ThenByDescending(sum => sum.Amounts.Calls)
                .ThenBy(sum => string.Join('\0', sum.Keys), StringComparer.Ordinal);
            return ValueTask.FromResult<IReadOnlyList<CostSum>>([.. sums.Take(query.Limit)]);
        }
    }

    public ValueTask AddAsync(IReadOnlyList<CostRow> rows, CancellationToken cancellationToken)
    {
        lock (state.Gate) AddUp(DayOf(state.Now()), rows);
        return ValueTask.CompletedTask;
    }

    public ValueTask<int> FoldAsync(TimeSpan olderThan, int limit, CancellationToken cancellationToken)
    {
        lock (state.Gate)
        {
            var before = DayOf(state.Now() - olderThan);
            var going = rows.Where(row => row.Day < before && !row.Row.IsSum).OrderBy(row => row.Day).Take(limit).ToList();
            rows.RemoveAll(going.Contains);
            foreach (var day in going.GroupBy(row => row.Day)) AddUp(day.Key, day.Select(row => row.Row));
            return ValueTask.FromResult(going.Count);
        }
    }

    public ValueTask<BudgetOutcome> ReserveAsync(IReadOnlyList<BudgetClaim> claims, CancellationToken cancellationToken)
    {
        lock (state.Gate)
        {
            var now = state.Now().ToUnixTimeMilliseconds();
            var before = claims.Select(claim => Window(claim, now)).ToList();
            if (claims.Zip(before).FirstOrDefault(pair => !BudgetRules.Fits(pair.First, pair.Second)).First is { } refused) return ValueTask.FromResult(new BudgetOutcome(before, refused));
            foreach (var (claim, window) in claims.Zip(before)) windows[KeyOf(window)] = (window.Spent, window.Reserved + claim.Asked);
            return ValueTask.FromResult(new BudgetOutcome([.. claims.Select(claim => Window(claim, now))], null));
        }
    }

    public ValueTask<IReadOnlyList<BudgetWindow>> SettleAsync(IReadOnlyList<BudgetShare> shares, CancellationToken cancellationToken)
    {
        lock (state.Gate)
        {
            var now = state.Now().ToUnixTimeMilliseconds();
            var settled = new List<BudgetWindow>();
            foreach (var share in shares)
            {
                var key = (share.Scope, BudgetRules.Length(share.Period), share.Number);
                if (!windows.TryGetValue(key, out var sums)) continue;
                windows[key] = sums = (sums.Spent + share.Spent, sums.Reserved - share.Reserved);
                settled.Add(new BudgetWindow(
                    share.Scope, share.Period, share.Number, sums.Spent, sums.Reserved, TimeSpan.FromMilliseconds(((share.Number + 1) * key.Item2) - now)));
            }

            return ValueTask.FromResult<IReadOnlyList<BudgetWindow>>(settled);
        }
    }

    public ValueTask<int> PruneAsync(TimeSpan olderThan, int limit, CancellationToken cancellationToken)
    {
        lock (state.Gate)
        {
            var before = (state.Now() - olderThan).ToUnixTimeMilliseconds();
            var old = windows.Keys.Where(key => (key.Number + 1) * key.Length <= before).Take(limit).ToList();
            old.ForEach(key => windows.Remove(key));
            return ValueTask.FromResult(old.Count);
        }
    }

    /// <summary>Adds rows to today's. The caller holds the gate.</summary>
    public void Add(IReadOnlyList<CostRow> added)
    {
        var today = DayOf(state.Now());
        foreach (var row in added) rows.Add((today, row));
    }

    /// <summary>What a run's own calls have cost. The caller holds the gate.</summary>
    public long Of(Guid run) => rows.Where(row => row.Row.Run == run && !row.Row.IsSum).Sum(row => row.Row.Amounts.NanoUsd);

    public IEnumerable<CostItem> Items() =>
        rows.OrderBy(row => row.Day).ThenBy(row => row.Row.Tenant, StringComparer.Ordinal).ThenBy(row => row.Row.Run).ThenBy(row => row.Row.Number)
            .Select(row => new CostItem(row.Day, row.Row));

    public IEnumerable<BudgetItem> Windows() =>
        windows.OrderBy(window => window.Key.Scope, StringComparer.Ordinal).ThenBy(window => window.Key.Length).ThenBy(window => window.Key.Number)
            .Select(window => new BudgetItem(window.Key.Scope, window.Key.Length, window.Key.Number, window.Value.Spent, window.Value.Reserved));

    public void Import(BudgetItem item) => windows[(item.Scope, item.Length, item.Number)] = (item.Spent, item.Reserved);

    public void Import(CostItem item) => rows.Add((item.Day, item.Row));

    private void AddUp(DateOnly day, IEnumerable<CostRow> added)
    {
        foreach (var sum in CostRow.Sums(added))
        {
            var present = rows.FindIndex(row => row.Day == day && row.Row.Tenant == sum.Tenant && row.Row.Run == sum.Run && row.Row.IsSum);
            if (present < 0) rows.Add((day, sum));
            else rows[present] = (day, sum with { Amounts = rows[present].Row.Amounts + sum.Amounts });
        }
    }

    private static DateOnly DayOf(DateTimeOffset time) => DateOnly.FromDateTime(time.UtcDateTime);

    private static (string Scope, long Length, long Number) KeyOf(BudgetWindow window) => (window.Scope, BudgetRules.Length(window.Period), window.Number);

    private BudgetWindow Window(BudgetClaim claim, long now)
    {
        var (spent, reserved) = windows.GetValueOrDefault((claim.Scope, BudgetRules.Length(claim.Period), BudgetRules.Number(claim.Period, now)), (Spending.None, Spending.None));
        return BudgetRules.Window(claim, now, spent, reserved);
    }

    private static string KeyOf((DateOnly Day, CostRow Row) row, CostDimension dimension) => dimension switch
    {
        CostDimension.Day => row.Day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        CostDimension.Run => row.Row.IsSum ? "" : row.Row.Run.ToString("D"),
        CostDimension.Graph => row.Row.Graph,
        CostDimension.Node => row.Row.Node,
        CostDimension.Agent => row.Row.Agent,
        CostDimension.Model => row.Row.Model,
        CostDimension.User => row.Row.User,
        CostDimension.Feature => row.Row.Feature,
        CostDimension.Vertical => row.Row.Vertical,
        _ => throw new ArgumentOutOfRangeException(nameof(dimension)),
    };
}
