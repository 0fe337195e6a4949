using System.Reflection;
using Baton.Errors;

namespace Baton.Agents.Prompts;

/// <summary>Where agent files come from: a directory, or an assembly's resources.</summary>
/// <param name="Assembly">The assembly whose resources and output types are used; null for a directory.</param>
/// <param name="Directory">The directory's full path; null for an assembly.</param>
internal sealed record AgentSource(Assembly? Assembly, string? Directory)
{
    private const string Prefix = "agents/";

    public static AgentSource Of(Assembly assembly) => new(assembly, null);

    public static AgentSource Of(string directory) => new(null, directory);

    /// <summary>Every agent file as (source, text), in the order of their names.</summary>
    public IReadOnlyList<(string Source, string Text)> Read(List<Fault> faults) =>
        Assembly is null ? ReadDirectory(Directory!, faults) : ReadResources(Assembly, faults);

    private static List<(string, string)> ReadDirectory(string directory, List<Fault> faults)
    {
        if (!System.IO.Directory.Exists(directory))
        {
            faults.Add(new Fault(ErrorCodes.AgentFileUnreadable, directory, "There is no such directory. Create it, or correct AddAgents(…)."));
            return [];
        }

        return [.. System.IO.Directory.EnumerateFiles(directory, "*.md").Order(StringComparer.Ordinal)
            .Select(file => (Path.GetRelativePath(Path.GetDirectoryName(directory) ?? directory, file), File.ReadAllText(file)))];
    }

    private static List<(string, string)> ReadResources(Assembly assembly, List<Fault> faults)
    {
        var files = new List<(string, string)>();
        foreach (var name in assembly.GetManifestResourceNames().Order(StringComparer.Ordinal))
        {
            var source = name.Replace('\\', '/');
            if (!source.StartsWith(Prefix, StringComparison.Ordinal) || !source.EndsWith(".md", StringComparison.Ordinal)) continue;
            using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
            files.Add((source, reader.ReadToEnd()));
        }

        if (files.Count == 0)
        {
            faults.Add(new Fault(
                ErrorCodes.AgentFileUnreadable,
                assembly.GetName().Name!,
                "It has no resources named agents/*.md. Add to its project file: " +
                "<EmbeddedResource Include=\"agents/*.md\" LogicalName=\"agents/%(Filename)%(Extension)\" />"));
        }

        return files;
    }
}
