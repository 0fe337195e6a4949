using Baton.Engine.Journal;
using Baton.Policies;

namespace Baton.Engine.Stores;

/// <summary>A wish to spend within a window of time: a day, a minute, counted from 1970-01-01 UTC.</summary>
/// <param name="Scope">Whose window it is, tenant included.</param>
/// <param name="Period">How long a window is; whole seconds.</param>
/// <param name="Limit">What may be spent in one.</param>
/// <param name="Asked">What this call may come to.</param>
public sealed record BudgetClaim(string Scope, TimeSpan Period, RunBudget Limit, Spending Asked);

/// <summary>A window as it is now.</summary>
/// <param name="Scope">Whose.</param>
/// <param name="Period">How long it is.</param>
/// <param name="Number">The how-manieth since 1970-01-01 UTC.</param>
/// <param name="Spent">What was settled.</param>
/// <param name="Reserved">What is reserved: for calls under way, and for those that were lost.</param>
/// <param name="Left">How long it lasts yet.</param>
public sealed record BudgetWindow(string Scope, TimeSpan Period, long Number, Spending Spent, Spending Reserved, TimeSpan Left);

/// <summary>What came of a reservation.</summary>
/// <param name="Windows">The windows, in the order of the claims: as they are with the reservation, or as they were where it is refused.</param>
/// <param name="Refused">The first claim that would pass its limit; null where all is reserved.</param>
public sealed record BudgetOutcome(IReadOnlyList<BudgetWindow> Windows, BudgetClaim? Refused);

/// <summary>A reservation that is settled.</summary>
/// <param name="Scope">Whose window.</param>
/// <param name="Period">How long it is.</param>
/// <param name="Number">Which.</param>
/// <param name="Reserved">What was reserved.</param>
/// <param name="Spent">What it came to.</param>
public sealed record BudgetShare(string Scope, TimeSpan Period, long Number, Spending Reserved, Spending Spent);
