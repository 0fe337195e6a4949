using Baton.Engine.Effects;
using Baton.Engine.Journal;
using Baton.Graphs;
using Baton.Policies;

namespace Baton.Engine.Runs;

/// <summary>
/// What a child run may spend: its graph's own budget, and no more than an equal share of what its parent has left. The share is reserved
/// and journaled before the child is accepted, and given back, as far as it was not spent, with the child's end: wherever the child runs,
/// nobody has to be asked.
/// </summary>
internal sealed class ChildBudget(RunActivation run, VisitContext context)
{
    /// <summary>The child's budget, recorded; null where there is none.</summary>
    public async ValueTask<RunBudget?> AllotAsync(GraphDefinition graph)
    {
        var own = graph.Budget.Or(run.Parts.Options.Budget);
        var spending = run.Ledger.Spending;
        if (!spending.IsLimited) return own.IsUnlimited ? null : own;
        ValueRecorded recorded;
        lock (run.LedgerGate)
        {
            var record = run.Ledger.Visit(context.Visit);
            if (record.TryGetValue(RunSpending.Allotment, 1, out var known)) return (RunBudget)JsonBytes.To(known, typeof(RunBudget))!;
            var allotment = spending.Allot(context.Visit, own, Shares());
            recorded = new ValueRecorded(context.Visit, RunSpending.Allotment, 1, JsonBytes.From(allotment));
            record.Values[(recorded.Name, recorded.Ordinal)] = recorded.Value;
        }

        // Committed first: a child that is there while its parent does not know what it was given could be given it twice.
        await run.Journal.AppendAsync(recorded);
        return (RunBudget)JsonBytes.To(recorded.Value, typeof(RunBudget))!;
    }

    /// <summary>Among how many the rest is shared: for each fork around the child, the branches that have neither ended nor a child with a share.</summary>
    private long Shares()
    {
        long shares = 1;
        foreach (var (fork, branches) in run.Forks)
        {
            if (BranchOf(fork, context.Visit) is not { } mine) continue;
            var done = run.Ledger.Branches.Keys.Concat(run.Ledger.Spending.Allotted)
                .Select(visit => BranchOf(fork, visit)).Where(branch => branch is not null && branch != mine);
            shares *= Math.Max(1, branches - done.Distinct(StringComparer.Ordinal).Count());
        }

        return shares;
    }

    /// <summary>The branch of a fork that a visit is, or is inside of; null where it is outside: <c>fork#1/a</c> of <c>fork#1/a/ask#2</c>.</summary>
    private static string? BranchOf(string fork, string visit)
    {
        if (visit.Length <= fork.Length || !visit.StartsWith(fork, StringComparison.Ordinal) || visit[fork.Length] is not ('/' or '[')) return null;
        var end = visit.IndexOf('/', fork.Length + 1);
        return end < 0 ? visit : visit[..end];
    }
}
