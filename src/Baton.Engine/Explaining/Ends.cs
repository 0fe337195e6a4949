using Baton.Engine.Journal;
using Baton.Engine.Runs;
using Baton.Engine.Stores;
using Baton.Errors;
using Baton.Graphs;

namespace Baton.Engine.Explaining;

/// <summary>How a run came to its end.</summary>
internal static class Ends
{
    public static Reason Of(RunRow row, RunLedger ledger)
    {
        var at = RunExplainer.When(row.UpdatedAt);
        if (row.Status == RunStatus.Success) return new Reason(ReasonCodes.Ended, $"The run succeeded at {at}.", "Nothing.") { Since = row.UpdatedAt };
        if (row.Status == RunStatus.Cancelled)
        {
            return new Reason(ReasonCodes.Ended, $"The run was cancelled at {at}{(ledger.Finished?.Reason is { } why ? $": {why}" : "")}.", $"POST /ops/runs/{row.Id:D}/retry does what is left, where it is wanted after all.") { Since = row.UpdatedAt };
        }

        var node = ledger.Root is { Cursor: not Graph.End } root ? $"{root.Cursor}#{root.Visits.GetValueOrDefault(root.Cursor) + 1}" : null;
        var error = ledger.Finished?.Error;
        var code = row.ErrorCode ?? error?.Code;
        var isBudget = code is ErrorCodes.BudgetSpent or ErrorCodes.TimeBudgetSpent or ErrorCodes.StepLimit or ErrorCodes.DeadlinePassed or ErrorCodes.PingPong;
        var where = node is null ? "" : $" in {node}";
        return new Reason(isBudget ? ReasonCodes.Budget : ReasonCodes.Failed, $"The run failed{where} at {at} with {code}: {error?.Message}", Cure(row, code))
        {
            Node = node,
            Since = row.UpdatedAt,
            ErrorCode = code,
        };
    }

    private static string Cure(RunRow row, string? code) => code switch
    {
        ErrorCodes.BudgetSpent => "Raise the budget of the graph, the agent or the caller, then retry the run.",
        ErrorCodes.TimeBudgetSpent => "Raise the graph's .TimeBudget(…), or find the slow call in the run's tree; then retry the run.",
        ErrorCodes.VersionGone or ErrorCodes.VersionChanged => "Deploy the version again that the run started with, then retry the run.",
        _ => $"Read docs/errors/{code}.md, mend the cause, then POST /ops/runs/{row.Id:D}/retry; or POST /ops/runs/{row.Id:D}/skip with what the node should have given.",
    };
}
