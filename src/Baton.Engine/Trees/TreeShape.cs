using Baton.Engine.Runs;
using Baton.Engine.Stores;

namespace Baton.Engine.Trees;

/// <summary>Turns what was put together into a tree's items, and adds up what calls come to.</summary>
internal sealed class TreeShape(RunRow row, IReadOnlyDictionary<Guid, RunTree> children)
{
    public TreeTotals Totals { get; private set; } = new();

    public TreeItem Item(Branch branch)
    {
        var inside = branch.Inside.Select(Item).ToList();
        var child = branch.Wait?.RunId is { } run ? children.GetValueOrDefault(run) : null;
        Count(branch, child);
        return new TreeItem(branch.Kind, branch.Name, branch.Seq, branch.Outcome ?? Open(branch))
        {
            Visit = branch.Visit,
            StartedAt = branch.StartedAt,
            EndedAt = branch.EndedAt,
            Attempt = branch.Wait is null ? branch.Attempt : null,
            Error = branch.Error,
            RetryAt = branch.RetryAt,
            AtMostOnce = branch.AtMostOnce,
            Repeated = branch.Repeated,
            Model = branch.Model,
            Wait = branch.Wait,
            Child = child,
            Items = inside.Count == 0 ? null : inside,
        };
    }

    /// <summary>What goes on in something that is open: what it waits for, or what its run does.</summary>
    private string Open(Branch branch)
    {
        if (row.Status.HasEnded()) return row.Status.Word();
        var waits = Waits(branch).ToList();
        if (waits.Exists(kind => kind is "approval" or "event" or "breakpoint")) return RunStatus.Waiting.Word();
        if (waits.Count > 0 || branch.RetryAt is not null) return RunStatus.Sleeping.Word();
        return (row.Status == RunStatus.Running ? RunStatus.Running : RunStatus.Pending).Word();
    }

    private static IEnumerable<string> Waits(Branch branch) =>
        branch.Wait is not null ? branch.Outcome is null ? [branch.Kind] : [] : branch.Inside.SelectMany(Waits);

    private void Count(Branch branch, RunTree? child)
    {
        Totals += new TreeTotals(
            branch.Kind == "model" ? 1 : 0, branch.Kind == "tool" ? 1 : 0, branch.Model?.InputTokens ?? 0, branch.Model?.OutputTokens ?? 0,
            branch.Model?.CostUsd ?? 0, branch.Attempt - 1);
        if (child is not null) Totals += child.Totals;
    }
}
