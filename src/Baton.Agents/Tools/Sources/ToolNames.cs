using System.Text.RegularExpressions;

namespace Baton.Agents.Tools.Sources;

/// <summary>Names of sources' tools, as models take them.</summary>
internal static partial class ToolNames
{
    private const int MaxLength = 64;

    /// <summary>The name that agents and models use; null where it would be too long.</summary>
    public static string? Of(string source, string tool)
    {
        var name = $"{source}{IToolSource.Separator}{Other().Replace(tool, "_")}";
        return name.Length <= MaxLength ? name : null;
    }

    /// <summary>The source that a name belongs to; null for a tool in C#.</summary>
    public static string? SourceOf(string name)
    {
        var end = name.IndexOf(IToolSource.Separator, StringComparison.Ordinal);
        return end > 0 ? name[..end] : null;
    }

    [GeneratedRegex("[^A-Za-z0-9_-]", RegexOptions.CultureInvariant)]
    private static partial Regex Other();
}
