using Baton.Policies;

namespace Baton.Engine.Journal;

/// <summary>
/// What a run has spent of its budget and what is reserved for calls and children under way: folded from the journal, and kept up by the
/// executor with the very same steps, so that a run that is taken up again knows what the one before knew.
/// </summary>
/// <remarks>Safe for concurrent use: of two calls that ask at once, the second sees what the first reserved.</remarks>
internal sealed class RunSpending
{
    /// <summary>Under which name a child's allotment is recorded, before the child is accepted.</summary>
    public const string Allotment = "allotment";

    private const decimal AlertShare = 0.8m;
    private static readonly RunBudget Unlimited = new();
    private readonly Lock _gate = new();
    private readonly Dictionary<int, Reservation> _calls = [];
    private readonly Dictionary<string, Spending> _children = new(StringComparer.Ordinal);
    private RunBudget _budget = Unlimited;
    private Spending _settled = Spending.None;
    private Spending _asked = Spending.None;
    private bool _alerted;

    /// <summary>True where the run has a budget; without one nothing is counted.</summary>
    public bool IsLimited => !_budget.IsUnlimited;

    public RunBudget Budget => _budget;

    /// <summary>Spent and reserved together; a call whose result was lost counts as reserved.</summary>
    public Spending Total
    {
        get
        {
            lock (_gate) return Sum();
        }
    }

    /// <summary>The visits that have a child's allotment reserved.</summary>
    public IReadOnlyList<string> Allotted
    {
        get
        {
            lock (_gate) return [.. _children.Keys];
        }
    }

    public void Limit(RunBudget? budget) => _budget = budget ?? Unlimited;

    /// <summary>Reserves for a call that is about to start; <see cref="Start"/> must follow.</summary>
    /// <returns>Which limit the call would pass, or null where the reservation stands.</returns>
    public PassedLimit? Reserve(Spending asked)
    {
        lock (_gate)
        {
            if (PassedLimit.Find(_budget, Sum(), asked) is { } passed) return passed;
            _asked += asked;
            return null;
        }
    }

    /// <summary>A call starts. What an earlier start of it had reserved counts as spent: its result was lost.</summary>
    public void Start(int first, EffectStarted started, bool wasAsked = false)
    {
        if (!IsLimited) return;
        lock (_gate)
        {
            if (_calls.Remove(first, out var lost)) _settled += lost.Amount;
            if (started.Reserved is not { } reserved) return;
            if (wasAsked) _asked -= reserved;
            _calls[first] = new Reservation(started.Visit, $"{started.Name}.{started.Ordinal}.", reserved);
        }
    }

    /// <summary>A call has its result, or failed for good.</summary>
    /// <returns>True where the budget is nearly spent by it, once.</returns>
    public bool Settle(int first, Spending? spent)
    {
        if (!IsLimited) return false;
        lock (_gate)
        {
            _calls.Remove(first);
            return Spend(spent);
        }
    }

    /// <summary>A try failed and another follows, under the same reservation.</summary>
    /// <returns>As <see cref="Settle"/>.</returns>
    public bool Charge(Spending? spent)
    {
        if (!IsLimited) return false;
        lock (_gate) return Spend(spent);
    }

    /// <summary>Which limit the next try of a call that has its reservation would pass, or null.</summary>
    public PassedLimit? CheckAgain(int first)
    {
        lock (_gate)
        {
            return _calls.TryGetValue(first, out var call) ? PassedLimit.Find(_budget, Sum() - call.Amount, call.Amount) : null;
        }
    }

    /// <summary>The call sleeps until its next try, which reserves anew.</summary>
    public void Sleep(string visit, string retry)
    {
        if (!IsLimited) return;
        lock (_gate)
        {
            foreach (var (first, call) in _calls)
            {
                if (call.Visit != visit || !retry.StartsWith(call.RetryName, StringComparison.Ordinal)) continue;
                _calls.Remove(first);
                return;
            }
        }
    }

    /// <summary>Reserves for a child an equal share of what is left.</summary>
    /// <param name="visit">The visit that starts it.</param>
    /// <param name="own">What the child's own graph allows.</param>
    /// <param name="shares">Among how many the rest is shared.</param>
    /// <returns>What the child may spend.</returns>
    public RunBudget Allot(string visit, RunBudget own, long shares)
    {
        lock (_gate)
        {
            var total = Sum();
            var allotment = own.LowerOf(new RunBudget
            {
                Tokens = (long?)Share(_budget.Tokens, total.Tokens),
                CostUsd = _budget.CostUsd is { } cost ? decimal.Round(Math.Max(0, cost - total.CostUsd) / shares, 6, MidpointRounding.ToZero) : null,
                ModelCalls = (int?)Share(_budget.ModelCalls, total.ModelCalls),
                ToolCalls = (int?)Share(_budget.ToolCalls, total.ToolCalls),
            });
            _children[visit] = Spending.Of(allotment);
            return allotment;
        }

        long? Share(long? limit, long total) => limit is { } most ? Math.Max(0, most - total) / shares : null;
    }

    /// <summary>A child was allotted so much.</summary>
    public void Allot(string visit, RunBudget allotment)
    {
        if (!IsLimited) return;
        lock (_gate) _children[visit] = Spending.Of(allotment);
    }

    /// <summary>A child has ended. Where nobody knows what it spent, its whole allotment counts.</summary>
    /// <returns>As <see cref="Settle"/>.</returns>
    public bool Return(string visit, Spending? spent)
    {
        if (!IsLimited) return false;
        lock (_gate) return _children.Remove(visit, out var allotted) && Spend(spent ?? allotted);
    }

    private bool Spend(Spending? spent)
    {
        if (spent is not null) _settled += spent;
        if (_alerted || PassedLimit.Share(_budget, _settled) < AlertShare) return false;
        return _alerted = true;
    }

    private Spending Sum()
    {
        var sum = _settled + _asked;
        foreach (var call in _calls.Values) sum += call.Amount;
        foreach (var child in _children.Values) sum += child;
        return sum;
    }

    private sealed record Reservation(string Visit, string RetryName, Spending Amount);
}
