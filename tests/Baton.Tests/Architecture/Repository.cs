using System.Xml.Linq;

namespace Baton.Tests.Architecture;

/// <summary>The repository that the tests run in, found from the test's own folder upwards.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    public static string PathOf(params string[] parts) => Path.Combine([Root, .. parts]);

    /// <summary>Every project of the product, tests and benches apart, by name.</summary>
    public static IReadOnlyDictionary<string, string> Projects { get; } = Directory
        .EnumerateFiles(PathOf("src"), "*.csproj", SearchOption.AllDirectories)
        .Concat(Directory.EnumerateFiles(PathOf("systems"), "*.csproj", SearchOption.AllDirectories))
        .ToDictionary(path => Path.GetFileNameWithoutExtension(path));

    public static bool IsSystem(string project) => Projects[project].StartsWith(PathOf("systems"), StringComparison.Ordinal);

    public static IEnumerable<string> ReferencesOf(string project) =>
        Includes(project, "ProjectReference").Select(path => Path.GetFileNameWithoutExtension(path.Replace('\\', '/')));

    public static IEnumerable<string> PackagesOf(string project) => Includes(project, "PackageReference");

    /// <summary>The C# files that people write, under a folder.</summary>
    public static IEnumerable<string> SourcesUnder(string folder) => !Directory.Exists(folder) ? [] : Directory
        .EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories)
        .Where(path => !Path.GetRelativePath(folder, path).Split(Path.DirectorySeparatorChar).Any(part => part is "bin" or "obj"));

    private static IEnumerable<string> Includes(string project, string item) =>
        XDocument.Load(Projects[project]).Descendants(item).Select(element => element.Attribute("Include")!.Value);

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Baton.slnx"))) folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException("The tests run outside of the repository.");
    }
}
