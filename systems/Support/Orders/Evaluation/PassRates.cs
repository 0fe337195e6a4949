namespace Baton.Support.Orders.Evaluation;

/// <summary>pass^k of repeated trials: the chance that k tries of a task all succeed, averaged over tasks (tau-bench).</summary>
internal static class PassRates
{
    /// <summary>The highest k that is reported.</summary>
    public const int Most = 4;

    /// <summary>pass^1 to pass^<see cref="Most"/>, or as far as there are tries.</summary>
    public static IReadOnlyList<double> Of(IReadOnlyList<TalkResult> results)
    {
        var tasks = results.GroupBy(result => result.Id).Select(group => (Tries: group.Count(), Right: group.Count(result => result.IsRight))).ToList();
        var most = tasks.Count == 0 ? 0 : Math.Min(Most, tasks.Min(task => task.Tries));
        return [.. Enumerable.Range(1, most).Select(k => tasks.Average(task => Of(task.Tries, task.Right, k)))];
    }

    /// <summary>C(right, k) / C(tries, k).</summary>
    public static double Of(int tries, int right, int k) =>
        Enumerable.Range(0, k).Aggregate(1.0, (rate, taken) => rate * Math.Max(0, right - taken) / (tries - taken));
}
