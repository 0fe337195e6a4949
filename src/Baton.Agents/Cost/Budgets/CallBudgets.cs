using System.Globalization;
using Baton.Engine.Journal;
using Baton.Engine.Stores;
using Baton.Errors;
using Baton.Graphs;
using Microsoft.Extensions.Logging;

namespace Baton.Agents.Cost.Budgets;

/// <summary>
/// Budgets of time, over all servers: what a call may come to is reserved in the store before it, and what it came to is settled after. What a
/// crash leaves reserved stays so: nobody knows what that call cost.
/// </summary>
/// <remarks>Safe for concurrent use.</remarks>
internal sealed partial class CallBudgets(BudgetSettings settings, IStore? store, ILogger<CallBudgets> log)
{
    private const decimal AlertShare = 0.8m;

    // Runs that wait for the same minute do not all begin in its first moment.
    private static readonly TimeSpan Spread = TimeSpan.FromSeconds(5);

    /// <summary>Reserves; null where nothing is limited.</summary>
    /// <exception cref="CallHeldException">The limit of this minute is reached: the next one is waited for.</exception>
    /// <exception cref="BatonException">The call would pass the budget of a day, or is larger than its limit altogether.</exception>
    public async ValueTask<CallHold?> ReserveAsync(CallWish wish, CancellationToken cancellation)
    {
        if (!settings.HasAny || store is null) return null;
        var claims = CallClaims.Of(settings, wish);
        if (claims.Count == 0) return null;
        if (claims.Exists(claim => claim.Limit.CostUsd is not null) && wish.Prices is null)
        {
            throw new BatonException(
                ErrorCodes.DayBudgetSpent, $"A call of agent '{wish.Place.Agent}' was refused: what it costs is not known, and there is a limit of cost. Give model '{wish.Place.Model}' prices in Baton:Models. Nothing was called.");
        }

        var outcome = await StoreReply.OrLaterAsync(() => store.Costs.ReserveAsync(claims, cancellation));
        if (outcome.Refused is null) return new CallHold(claims, outcome.Windows);
        throw Refused(wish, outcome.Refused, outcome.Windows[claims.IndexOf(outcome.Refused)]);
    }

    /// <summary>Gives back what was reserved for a call that was not made.</summary>
    public ValueTask ReleaseAsync(CallHold? hold, CallWish wish) => SettleAsync(hold, _ => Spending.None, wish);

    /// <summary>Settles what was reserved, and warns of what is nearly spent by it.</summary>
    public ValueTask SettleAsync(CallHold? hold, CallCost? cost, CallWish wish) => SettleAsync(hold, asked => Spent(asked, cost), wish);

    private async ValueTask SettleAsync(CallHold? hold, Func<Spending, Spending> spent, CallWish wish)
    {
        if (hold is null) return;
        var shares = hold.Claims.Zip(hold.Windows, (claim, window) => new BudgetShare(claim.Scope, claim.Period, window.Number, claim.Asked, spent(claim.Asked))).ToList();
        try
        {
            foreach (var window in await store!.Costs.SettleAsync(shares, CancellationToken.None))
            {
                var index = shares.FindIndex(share => share.Scope == window.Scope && share.Period == window.Period);
                if (window.Period != CallClaims.Minute) Warn(hold.Claims[index], shares[index], window, wish);
            }
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // It stays reserved, which is on the safe side; the call itself is done.
            LogNotSettled(exception);
        }
    }

    private static Spending Spent(Spending asked, CallCost? cost) => cost is null ? asked : new Spending(cost.Tokens, cost.CostUsd ?? asked.CostUsd, asked.ModelCalls);

    private static BatonException Refused(CallWish wish, BudgetClaim claim, BudgetWindow window)
    {
        var passed = PassedLimit.Find(claim.Limit, window.Spent + window.Reserved, claim.Asked);
        var text = $"A call of agent '{wish.Place.Agent}' was refused by the budget for {CallClaims.Name(window)}: {passed}. Nothing was called.";
        if (window.Period != CallClaims.Minute) return new BatonException(ErrorCodes.DayBudgetSpent, text);
        if (PassedLimit.Find(claim.Limit, Spending.None, claim.Asked) is not null)
        {
            return new BatonException(ErrorCodes.ModelRateLimited, text + $" It is larger than the whole limit: raise {BudgetSettings.Section}:ModelMinute, or send less.");
        }

        return new CallHeldException(ErrorCodes.ModelRateLimited, text + " It waits for the next minute.", window.Left + (Spread * Share(wish.Key))) { IsLasting = true };
    }

    private void Warn(BudgetClaim claim, BudgetShare share, BudgetWindow window, CallWish wish)
    {
        // Spent only rises, and the store adds one call after another: of all servers, one sees it cross the line.
        if (PassedLimit.Share(claim.Limit, window.Spent) < AlertShare || PassedLimit.Share(claim.Limit, window.Spent - share.Spent) >= AlertShare) return;
        var name = CallClaims.Name(window);
        LogNearlySpent(name, $"{window.Spent.CostUsd.ToString("0.######", CultureInfo.InvariantCulture)} US dollars, {window.Spent.Tokens} tokens, {window.Spent.ModelCalls} calls");
        wish.Emit?.Invoke(new { budget = name, warning = "80 % spent", limit = claim.Limit, spent = window.Spent });
    }

    /// <summary>A number from 0 to 1 that follows from a call's key.</summary>
    private static double Share(string key) => key.Length >= 4 && int.TryParse(key.AsSpan(0, 4), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var number) ? number / 65_536.0 : 0.5;

    [LoggerMessage(EventId = 252, Level = LogLevel.Warning, Message = "The budget for {Budget} is spent to 80 % ({Spent}).")]
    private partial void LogNearlySpent(string budget, string spent);

    [LoggerMessage(EventId = 253, Level = LogLevel.Error, Message = "What a model call cost could not be settled with its budgets; what was reserved for it counts.")]
    private partial void LogNotSettled(Exception exception);
}
