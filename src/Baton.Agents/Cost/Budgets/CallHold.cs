using Baton.Engine.Stores;

namespace Baton.Agents.Cost.Budgets;

/// <summary>What is reserved for a call.</summary>
/// <param name="Claims">The claims.</param>
/// <param name="Windows">Their windows, in the same order.</param>
internal sealed record CallHold(IReadOnlyList<BudgetClaim> Claims, IReadOnlyList<BudgetWindow> Windows);
