using Baton.Engine.Journal;

namespace Baton.Engine.Stores;

/// <summary>How windows of time are counted and compared with their limits; shared by the drivers.</summary>
public static class BudgetRules
{
    /// <summary>The window that is open at a time.</summary>
    /// <param name="period">How long windows are; at least a second.</param>
    /// <param name="now">Unix milliseconds.</param>
    public static long Number(TimeSpan period, long now) => now / Length(period);

    /// <summary>A window, with how long it lasts yet.</summary>
    /// <param name="claim">Whose, and how long it is.</param>
    /// <param name="now">Unix milliseconds.</param>
    /// <param name="spent">What was settled.</param>
    /// <param name="reserved">What is reserved.</param>
    public static BudgetWindow Window(BudgetClaim claim, long now, Spending spent, Spending reserved)
    {
        ArgumentNullException.ThrowIfNull(claim);
        var number = Number(claim.Period, now);
        return new BudgetWindow(claim.Scope, claim.Period, number, spent, reserved, TimeSpan.FromMilliseconds(((number + 1) * Length(claim.Period)) - now));
    }

    /// <summary>True where a claim fits into what its window has left.</summary>
    public static bool Fits(BudgetClaim claim, BudgetWindow before)
    {
        ArgumentNullException.ThrowIfNull(claim);
        ArgumentNullException.ThrowIfNull(before);
        return PassedLimit.Find(claim.Limit, before.Spent + before.Reserved, claim.Asked) is null;
    }

    /// <summary>A window's length in milliseconds.</summary>
    public static long Length(TimeSpan period) => Math.Max(1, (long)period.TotalSeconds) * 1_000;
}
