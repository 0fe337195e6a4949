using Baton.Engine.Journal;
using Baton.Engine.Runs;
using Baton.Errors;
using Baton.Graphs;

namespace Baton.Engine.Effects;

/// <summary>What one effect reserves of its run's budget, and what its tries have spent of it.</summary>
internal sealed class EffectSpending(RunActivation run, string visit, string name, EffectOptions options)
{
    private readonly RunSpending _run = run.Ledger.Spending;

    /// <summary>What is reserved for each try; null where nothing is.</summary>
    public Spending? Reserved { get; private set; }

    /// <summary>What a call that was held back has spent; null where nothing is reserved.</summary>
    public Spending? Nothing => Reserved is null ? null : Spending.None;

    /// <summary>Reserves for a try.</summary>
    /// <returns>Why the call is refused, or null.</returns>
    public BatonException? Reserve()
    {
        if (!_run.IsLimited) return null;
        var estimate = options.Estimate?.Invoke();
        if (estimate is { CostUsd: null } && _run.Budget.CostUsd is not null)
        {
            return Refused("what it costs is not known, and the run has a limit of cost. Give the model prices in Baton:Models");
        }

        var asked = new Spending(
            estimate?.Tokens ?? 0, estimate?.CostUsd ?? 0, options.Kind == EffectKind.Model ? 1 : 0, options.Kind == EffectKind.Tool ? 1 : 0);
        if (asked == Spending.None) return null;
        if (_run.Reserve(asked) is { } passed) return Refused($"{passed}");
        Reserved = asked;
        return null;
    }

    /// <summary>Why the next try is refused after what the last one has spent, or null.</summary>
    public BatonException? CheckAgain(EffectRecord record) =>
        Reserved is not null && _run.CheckAgain(record.FirstSeq) is { } passed ? Refused($"{passed}") : null;

    /// <summary>A start was recorded.</summary>
    public void Start(EffectRecord record, EffectStarted started) => _run.Start(record.FirstSeq, started, wasAsked: started.Reserved is not null);

    /// <summary>What a try has spent.</summary>
    /// <param name="told">What the call said, or null.</param>
    /// <param name="otherwiseAll">True where a call that said nothing counts as it was estimated; false where it counts as a call only.</param>
    public Spending? Spent(CallCost? told, bool otherwiseAll)
    {
        if (Reserved is null) return null;
        if (told is not null) return Reserved with { Tokens = told.Tokens, CostUsd = told.CostUsd ?? Reserved.CostUsd };
        return otherwiseAll ? Reserved : Reserved with { Tokens = 0, CostUsd = 0 };
    }

    public void Completed(EffectRecord record, Spending? spent) => Warn(_run.Settle(record.FirstSeq, spent));

    public void Failed(EffectRecord record, EffectFailed failed) =>
        Warn(failed.RetryAt is null ? _run.Settle(record.FirstSeq, failed.Spent) : _run.Charge(failed.Spent));

    private void Warn(bool isNearlySpent)
    {
        if (isNearlySpent) run.WarnOfBudget();
    }

    private BatonException Refused(string why) =>
        new(ErrorCodes.BudgetSpent, $"The call '{name}' of '{visit}' was refused: {why}. Nothing was called.");
}
