using Baton.Engine.Hosting;
using Baton.Errors;
using Baton.Registry;

namespace Baton.Engine.Pools;

/// <summary>The pools that options name.</summary>
internal static class PoolNames
{
    /// <summary>Names that are separated by commas.</summary>
    public static HashSet<string> Split(string? names) =>
        new((names ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries), StringComparer.Ordinal);

    /// <summary>Refuses pools that no graph has: their runs would never come, and those of the pool that was meant would not be executed.</summary>
    /// <exception cref="BatonException">There are such.</exception>
    public static void Check(EngineOptions options, GraphRegistry graphs)
    {
        var known = graphs.Rows.Select(row => row.Pool).ToHashSet(StringComparer.Ordinal);
        List<string> faults =
        [
            .. Unknown(Split(options.ServedPools), "ServedPools (--pools)", known), .. Unknown(options.PoolCaps.Keys, "PoolCaps", known),
        ];
        if (faults.Count > 0)
        {
            throw new BatonException(ErrorCodes.PoolUnknown, $"{string.Join(" ", faults)} The graphs of this server have {(known.Count == 0 ? "none" : string.Join(", ", known.Order(StringComparer.Ordinal)))}.");
        }
    }

    private static IEnumerable<string> Unknown(IEnumerable<string> names, string option, HashSet<string> known) =>
        names.Where(name => !known.Contains(name)).Select(name => $"There is no pool '{name}': correct Baton:Engine:{option}.");
}
