using System.Text.Json;

namespace Baton.Cli.Batch;

/// <summary>How many outputs have which <c>category</c>, and of those which <c>priority</c>.</summary>
/// <param name="Priorities">The priorities that occur, the most frequent first.</param>
/// <param name="Rows">One row for each category, the most frequent first.</param>
internal sealed record CategoryTable(IReadOnlyList<string> Priorities, IReadOnlyList<CategoryRow> Rows)
{
    /// <summary>The table, or null where no output has a category.</summary>
    public static CategoryTable? Of(IReadOnlyList<BatchResult> results)
    {
        var sorted = results
            .Select(result => (Category: Member(result, "category"), Priority: Member(result, "priority")))
            .Where(pair => pair.Category is not null)
            .ToList();
        if (sorted.Count == 0) return null;
        string[] priorities = [.. sorted.Where(pair => pair.Priority is not null).CountBy(pair => pair.Priority!)
            .OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => pair.Key)];
        return new CategoryTable(priorities, [.. sorted.GroupBy(pair => pair.Category!)
            .OrderByDescending(group => group.Count()).ThenBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => new CategoryRow(
                group.Key,
                group.Count(),
                group.Count() / (double)sorted.Count,
                [.. priorities.Select(priority => group.Count(pair => pair.Priority == priority))]))]);
    }

    private static string? Member(BatchResult result, string name) =>
        result.Outcome.Output is { ValueKind: JsonValueKind.Object } output
        && output.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}

/// <summary>One category.</summary>
/// <param name="Category">Its name.</param>
/// <param name="Count">How many outputs have it.</param>
/// <param name="Share">Their share of all outputs that have a category.</param>
/// <param name="ByPriority">How many of them have each priority, in the table's order.</param>
internal sealed record CategoryRow(string Category, int Count, double Share, IReadOnlyList<int> ByPriority);
