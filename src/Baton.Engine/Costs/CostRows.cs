using Baton.Engine.Stores;
using Baton.Graphs;

namespace Baton.Engine.Costs;

/// <summary>Makes rows of the accounts of what calls say that they have cost.</summary>
internal static class CostRows
{
    private const int MostCharacters = 128;

    public static CostRow Of(RunInfo run, string visit, CallUsage usage, bool failed)
    {
        var labels = CostLabels.Of(run);
        return new CostRow(run.Tenant, run.RunId, 0)
        {
            Graph = run.GraphId,
            Node = Short(Node(visit)),
            Agent = Short(usage.Agent),
            Model = Short(usage.Model),
            User = labels.User ?? CostRow.Uncategorized,
            Feature = labels.Feature ?? CostRow.Uncategorized,
            Vertical = labels.Vertical ?? CostRow.Uncategorized,
            Amounts = Amounts(usage, failed),
        };
    }

    /// <summary>What a call cost that no run made.</summary>
    public static CostRow OfNoRun(string tenant, CallUsage usage, bool failed) => new(tenant, Guid.Empty, 0)
    {
        Graph = CostRow.Uncategorized,
        Node = CostRow.Uncategorized,
        Agent = Short(usage.Agent),
        Model = Short(usage.Model),
        Amounts = Amounts(usage, failed),
    };

    /// <summary>The first characters of a name that may be longer than an account wants, without those that stores cannot keep.</summary>
    public static string Short(string name)
    {
        var length = Math.Min(name.Length, MostCharacters);
        if (length < name.Length && char.IsHighSurrogate(name[length - 1])) length--;
        var cut = name[..length];
        return cut.Any(char.IsControl) ? string.Concat(cut.Where(character => !char.IsControl(character))) : cut;
    }

    /// <summary>The node of a visit: without the numbers of visits and items, which would make each its own account.</summary>
    public static string Node(string visit)
    {
        Span<char> node = visit.Length <= 512 ? stackalloc char[visit.Length] : new char[visit.Length];
        var (length, isNumber) = (0, false);
        foreach (var character in visit)
        {
            isNumber = character is '#' or '[' || (isNumber && (char.IsAsciiDigit(character) || character == ']'));
            if (!isNumber) node[length++] = character;
        }

        return new string(node[..length]);
    }

    private static CostAmounts Amounts(CallUsage usage, bool failed)
    {
        var latency = Math.Max(0, (long)usage.Latency.TotalMilliseconds);
        return new CostAmounts(1, failed ? 1 : 0, usage.FromCache ? 1 : 0, usage.CostUsd is null ? 1 : 0)
        {
            InputTokens = Math.Max(0, usage.InputTokens),
            CachedInputTokens = Math.Max(0, usage.CachedInputTokens),
            OutputTokens = Math.Max(0, usage.OutputTokens),
            NanoUsd = CostAmounts.Nano(Math.Max(0, usage.CostUsd ?? 0)),
            LatencyMs = latency,
            SlowestMs = latency,
        };
    }
}
