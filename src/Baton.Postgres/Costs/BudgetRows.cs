using Baton.Engine.Journal;
using Baton.Engine.Stores;
using Baton.Engine.Stores.Transfer;
using Baton.Postgres.Connecting;
using Npgsql;

namespace Baton.Postgres.Costs;

/// <summary>What is spent in windows of time. A window's row is its lock, held to the end of the transaction.</summary>
internal static class BudgetRows
{
    private const string Amounts = "tokens, nano_usd, calls, held_tokens, held_nano_usd, held_calls";
    private const decimal Nano = 1_000_000_000m;

    private const string Hold =
        $"""
        INSERT INTO budget(scope, length, number, ends_at, held_tokens, held_nano_usd, held_calls)
        SELECT $1, $2, clock() / $2, (clock() / $2 + 1) * $2, $3, $4, $5
        ON CONFLICT (scope, length, number) DO UPDATE SET held_tokens = budget.held_tokens + excluded.held_tokens,
          held_nano_usd = budget.held_nano_usd + excluded.held_nano_usd, held_calls = budget.held_calls + excluded.held_calls
        RETURNING number, ends_at - clock(), {Amounts}
        """;

    private const string Settle =
        $"""
        UPDATE budget SET tokens = tokens + $4, nano_usd = nano_usd + $5, calls = calls + $6, held_tokens = held_tokens - $7,
          held_nano_usd = held_nano_usd - $8, held_calls = held_calls - $9
        WHERE scope = $1 AND length = $2 AND number = $3
        RETURNING number, ends_at - clock(), {Amounts}
        """;

    /// <summary>Adds to every window, and undoes it all where one went above its limit by it.</summary>
    public static async Task<BudgetOutcome> ReserveAsync(Session session, IReadOnlyList<BudgetClaim> claims)
    {
        // In one order everywhere, so that two transactions do not wait for one another.
        var windows = new BudgetWindow[claims.Count];
        BudgetClaim? refused = null;
        foreach (var (claim, index) in claims.Select((claim, index) => (claim, index)).OrderBy(pair => pair.claim.Scope, StringComparer.Ordinal).ThenBy(pair => pair.claim.Period))
        {
            windows[index] = (await session.Prepare(Hold).Bind(claim.Scope).Bind(BudgetRules.Length(claim.Period)).Bind(claim.Asked.Tokens)
                .Bind(CostAmounts.Nano(claim.Asked.CostUsd)).Bind(claim.Asked.ModelCalls).FirstAsync(row => Window(row, claim.Scope, claim.Period)))!;
            var before = windows[index] with { Reserved = windows[index].Reserved - claim.Asked };
            if (!BudgetRules.Fits(claim, before))
            {
                refused ??= claim;
            }
        }

        if (refused is null)
        {
            return new(windows, null);
        }

        return session.Discard(new BudgetOutcome([.. windows.Select((window, index) => window with { Reserved = window.Reserved - claims[index].Asked })], refused));
    }

    public static async Task<IReadOnlyList<BudgetWindow>> SettleAsync(Session session, IReadOnlyList<BudgetShare> shares)
    {
        var settled = new BudgetWindow?[shares.Count];
        foreach (var (share, index) in shares.Select((share, index) => (share, index)).OrderBy(pair => pair.share.Scope, StringComparer.Ordinal).ThenBy(pair => pair.share.Period))
        {
            settled[index] = await session.Prepare(Settle).Bind(share.Scope).Bind(BudgetRules.Length(share.Period)).Bind(share.Number)
                .Bind(share.Spent.Tokens).Bind(CostAmounts.Nano(share.Spent.CostUsd)).Bind(share.Spent.ModelCalls)
                .Bind(share.Reserved.Tokens).Bind(CostAmounts.Nano(share.Reserved.CostUsd)).Bind(share.Reserved.ModelCalls)
                .FirstAsync(row => Window(row, share.Scope, share.Period));
        }

        return [.. settled.OfType<BudgetWindow>()];
    }

    public static Statement All(Session session) => session.Prepare($"SELECT {Amounts}, scope, length, number FROM budget ORDER BY scope, length, number");

    public static StoreItem Read(NpgsqlDataReader row) => new BudgetItem(row.Text(6), row.Long(7), row.Long(8), Amount(row, 0), Amount(row, 3));

    public static Task<int> ImportAsync(Session session, BudgetItem item) =>
        session.Prepare($"INSERT INTO budget(scope, length, number, ends_at, {Amounts}) VALUES($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)")
            .Bind(item.Scope).Bind(item.Length).Bind(item.Number).Bind((item.Number + 1) * item.Length)
            .Bind(item.Spent.Tokens).Bind(CostAmounts.Nano(item.Spent.CostUsd)).Bind(item.Spent.ModelCalls)
            .Bind(item.Reserved.Tokens).Bind(CostAmounts.Nano(item.Reserved.CostUsd)).Bind(item.Reserved.ModelCalls).ExecuteAsync();

    private static BudgetWindow Window(NpgsqlDataReader row, string scope, TimeSpan period) =>
        new(scope, period, row.Long(0), Amount(row, 2), Amount(row, 5), TimeSpan.FromMilliseconds(row.Long(1)));

    private static Spending Amount(NpgsqlDataReader row, int first) => new(row.Long(first), row.Long(first + 1) / Nano, (int)row.Long(first + 2));
}
