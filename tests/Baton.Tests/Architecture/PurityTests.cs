using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using Baton.Engine.Stores;
using Baton.Graphs;

namespace Baton.Tests.Architecture;

public sealed class PurityTests
{
    private const int MostStoreMembers = 15;

    private static readonly string[] BannedNamespaces =
        ["System.Net", "System.Data", "System.IO.Pipes", "System.IO.Compression", "System.IO.MemoryMappedFiles", "System.Security.Principal", "Microsoft"];

    private static readonly string[] BannedTypes =
    [
        "System.IO.File", "System.IO.FileInfo", "System.IO.FileStream", "System.IO.Directory", "System.IO.DirectoryInfo", "System.IO.StreamReader",
        "System.IO.StreamWriter", "System.IO.FileSystemWatcher", "System.Console", "System.Diagnostics.Process",
        "System.Threading.Timer", "System.Threading.Thread", "System.TimeProvider", "System.Random", "System.Diagnostics.Stopwatch",
    ];

    [Fact]
    public void The_control_plane_uses_no_IO_no_clock_and_no_chance()
    {
        var used = TypesUsedBy(typeof(Graph).Assembly.Location);

        Assert.Contains("System.Text.Json.JsonElement", used);
        Assert.DoesNotContain(used, type => BannedTypes.Contains(type) || BannedNamespaces.Any(banned => IsIn(type, banned)));
    }

    [Fact]
    public void The_control_plane_needs_nothing_but_the_runtime()
    {
        Assert.All(
            typeof(Graph).Assembly.GetReferencedAssemblies(),
            reference => Assert.StartsWith("System.", reference.Name, StringComparison.Ordinal));
    }

    [Fact]
    public void The_store_of_runs_stays_small()
    {
        Assert.InRange(typeof(IRunStore).GetMembers().Length, 1, MostStoreMembers);
    }

    private static bool IsIn(string type, string banned) => type.StartsWith(banned + ".", StringComparison.Ordinal);

    private static HashSet<string> TypesUsedBy(string assembly)
    {
        using var file = new PEReader(File.OpenRead(assembly));
        var metadata = file.GetMetadataReader();
        return
        [
            .. metadata.TypeReferences.Select(metadata.GetTypeReference)
                .Select(type => $"{metadata.GetString(type.Namespace)}.{metadata.GetString(type.Name)}")
                .Where(name => !name.StartsWith("Microsoft.CodeAnalysis.", StringComparison.Ordinal)),
        ];
    }
}
