using Baton.Errors;

namespace Baton.Graphs;

/// <summary>What the branches of a node came to, in branch order.</summary>
/// <param name="results">One per branch or item.</param>
public sealed class BranchResults(IReadOnlyList<BranchResult> results)
{
    /// <summary>One result per branch or item, in order.</summary>
    public IReadOnlyList<BranchResult> All { get; } = results;

    /// <summary>The value of the branch with this name.</summary>
    /// <exception cref="BatonException">The branch failed.</exception>
    /// <exception cref="ArgumentException">There is no such branch.</exception>
    public T Get<T>(string branch)
    {
        var result = All.FirstOrDefault(result => result.Name == branch)
            ?? throw new ArgumentException($"There is no branch '{branch}'; there are: {string.Join(", ", All.Select(each => each.Name))}.", nameof(branch));
        return result.Get<T>();
    }

    /// <summary>The values of all that succeeded, in order.</summary>
    public IEnumerable<T> Values<T>() => All.Where(result => result.Error is null).Select(result => result.Get<T>());

    /// <summary>Those that failed; none under <see cref="JoinPolicy.FailFast"/>.</summary>
    public IEnumerable<BranchResult> Failures => All.Where(result => result.Error is not null);
}

/// <summary>What one branch came to.</summary>
/// <param name="Name">The branch's name, or the item's index as text.</param>
/// <param name="Value">The value; null where it failed.</param>
/// <param name="Error">Code and text of the failure, or null.</param>
public sealed record BranchResult(string Name, object? Value, Fault? Error)
{
    /// <summary>The value.</summary>
    /// <exception cref="BatonException">The branch failed.</exception>
    public T Get<T>() => Error is null ? (T)Value! : throw new BatonException(Error.Code, $"Branch '{Name}' failed: {Error.Message}");
}
