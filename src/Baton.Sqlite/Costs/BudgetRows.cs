using Baton.Engine.Journal;
using Baton.Engine.Stores;
using Baton.Engine.Stores.Transfer;
using Baton.Sqlite.Native;
using Baton.Sqlite.Writing;

namespace Baton.Sqlite.Costs;

/// <summary>What is spent in windows of time. Only the writer's thread changes them, one piece of work after another.</summary>
internal static class BudgetRows
{
    private const string Amounts = "tokens, nano_usd, calls, held_tokens, held_nano_usd, held_calls";
    private const decimal Nano = 1_000_000_000m;

    public static BudgetOutcome Reserve(WriteSession session, IReadOnlyList<BudgetClaim> claims)
    {
        var now = session.Now;
        var before = claims.Select(claim => Window(session, claim, now)).ToList();
        for (var index = 0; index < claims.Count; index++)
        {
            if (!BudgetRules.Fits(claims[index], before[index]))
            {
                return new(before, claims[index]);
            }
        }

        foreach (var claim in claims)
        {
            Hold(session, claim, now);
        }

        return new([.. claims.Select(claim => Window(session, claim, now))], null);
    }

    public static IReadOnlyList<BudgetWindow> Settle(WriteSession session, IReadOnlyList<BudgetShare> shares)
    {
        var settled = new List<BudgetWindow>();
        foreach (var share in shares)
        {
            var changed = session.Prepare(
                """
                UPDATE budget SET tokens = tokens + ?4, nano_usd = nano_usd + ?5, calls = calls + ?6, held_tokens = held_tokens - ?7,
                  held_nano_usd = held_nano_usd - ?8, held_calls = held_calls - ?9
                WHERE scope = ?1 AND length = ?2 AND number = ?3
                """)
                .Bind(1, share.Scope).Bind(2, BudgetRules.Length(share.Period)).Bind(3, share.Number)
                .Bind(4, share.Spent.Tokens).Bind(5, CostAmounts.Nano(share.Spent.CostUsd)).Bind(6, share.Spent.ModelCalls)
                .Bind(7, share.Reserved.Tokens).Bind(8, CostAmounts.Nano(share.Reserved.CostUsd)).Bind(9, share.Reserved.ModelCalls).Execute();
            if (changed > 0)
            {
                settled.Add(Find(session, share.Scope, share.Period, share.Number));
            }
        }

        return settled;
    }

    public static int Prune(WriteSession session, long before, int limit)
    {
        var old = session.Prepare("SELECT scope, length, number FROM budget WHERE ends_at <= ?1 ORDER BY ends_at LIMIT ?2").Bind(1, before).Bind(2, limit)
            .All(row => (Scope: row.Text(0), Length: row.Long(1), Number: row.Long(2)));
        foreach (var (scope, length, number) in old)
        {
            session.Prepare("DELETE FROM budget WHERE scope = ?1 AND length = ?2 AND number = ?3").Bind(1, scope).Bind(2, length).Bind(3, number).Execute();
        }

        return old.Count;
    }

    public static IEnumerable<BudgetItem> All(Connection connection) =>
        connection.Prepare($"SELECT {Amounts}, scope, length, number FROM budget ORDER BY scope, length, number")
            .Rows(row => new BudgetItem(row.Text(6), row.Long(7), row.Long(8), Amount(row, 0), Amount(row, 3)));

    public static void Import(WriteSession session, BudgetItem item) =>
        session.Prepare($"INSERT INTO budget(scope, length, number, ends_at, {Amounts}) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)")
            .Bind(1, item.Scope).Bind(2, item.Length).Bind(3, item.Number).Bind(4, (item.Number + 1) * item.Length)
            .Bind(5, item.Spent.Tokens).Bind(6, CostAmounts.Nano(item.Spent.CostUsd)).Bind(7, item.Spent.ModelCalls)
            .Bind(8, item.Reserved.Tokens).Bind(9, CostAmounts.Nano(item.Reserved.CostUsd)).Bind(10, item.Reserved.ModelCalls).Execute();

    private static void Hold(WriteSession session, BudgetClaim claim, long now)
    {
        var (length, number) = (BudgetRules.Length(claim.Period), BudgetRules.Number(claim.Period, now));
        session.Prepare(
            $"""
            INSERT INTO budget(scope, length, number, ends_at, {Amounts}) VALUES(?1, ?2, ?3, ?4, 0, 0, 0, ?5, ?6, ?7)
            ON CONFLICT(scope, length, number) DO UPDATE SET held_tokens = held_tokens + excluded.held_tokens,
              held_nano_usd = held_nano_usd + excluded.held_nano_usd, held_calls = held_calls + excluded.held_calls
            """)
            .Bind(1, claim.Scope).Bind(2, length).Bind(3, number).Bind(4, (number + 1) * length)
            .Bind(5, claim.Asked.Tokens).Bind(6, CostAmounts.Nano(claim.Asked.CostUsd)).Bind(7, claim.Asked.ModelCalls).Execute();
    }

    private static BudgetWindow Window(WriteSession session, BudgetClaim claim, long now) => Read(session, claim, BudgetRules.Number(claim.Period, now), now);

    private static BudgetWindow Find(WriteSession session, string scope, TimeSpan period, long number) =>
        Read(session, new BudgetClaim(scope, period, new(), Spending.None), number, session.Now);

    private static BudgetWindow Read(WriteSession session, BudgetClaim claim, long number, long now)
    {
        var length = BudgetRules.Length(claim.Period);
        var (spent, reserved) = session.Prepare($"SELECT {Amounts} FROM budget WHERE scope = ?1 AND length = ?2 AND number = ?3")
            .Bind(1, claim.Scope).Bind(2, length).Bind(3, number).First(row => (Amount(row, 0), Amount(row, 3)));
        return new(claim.Scope, claim.Period, number, spent ?? Spending.None, reserved ?? Spending.None, TimeSpan.FromMilliseconds(((number + 1) * length) - now));
    }

    private static Spending Amount(Statement row, int first) => new(row.Long(first), row.Long(first + 1) / Nano, row.Int(first + 2));
}
