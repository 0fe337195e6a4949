namespace Baton.Tests.Architecture;

public sealed class ProjectTests
{
    // Which projects a project may see. A project that is missing here has no place in the layout yet: give it one.
    private static readonly Dictionary<string, string[]> Allowed = new(StringComparer.Ordinal)
    {
        ["Baton"] = [],
        ["Baton.Engine"] = ["Baton"],
        ["Baton.Agents"] = ["Baton", "Baton.Engine"],
        ["Baton.Evaluation"] = ["Baton", "Baton.Engine", "Baton.Agents"],
        ["Baton.Sqlite"] = ["Baton", "Baton.Engine"],
        ["Baton.Postgres"] = ["Baton", "Baton.Engine"],
        ["Baton.Server"] = ["Baton", "Baton.Engine", "Baton.Agents", "Baton.Evaluation"],
    };

    private static readonly string[] AllowedToSystems = ["Baton", "Baton.Engine", "Baton.Agents", "Baton.Evaluation", "Baton.Server"];

    [Fact]
    public void Projects_see_one_another_in_one_direction_only()
    {
        var faults = Repository.Projects.Keys
            .Where(project => project != "Baton.Cli")
            .SelectMany(project => Repository.ReferencesOf(project).Select(reference => (project, reference)))
            .Where(pair => !MaySee(pair.project).Contains(pair.reference))
            .Select(pair => $"{pair.project} must not see {pair.reference}");

        Assert.Empty(faults);
    }

    [Fact]
    public void The_executable_is_the_only_place_where_everything_is_composed()
    {
        var composed = Repository.ReferencesOf("Baton.Cli").ToArray();

        Assert.All(
            Repository.Projects.Keys.Where(project => Repository.IsSystem(project) || project is "Baton.Server" or "Baton.Sqlite" or "Baton.Postgres"),
            project => Assert.Contains(project, composed));
        Assert.DoesNotContain("Baton.Cli", Repository.Projects.Keys.SelectMany(Repository.ReferencesOf));
    }

    [Fact]
    public void The_control_plane_has_no_package_and_sees_no_project()
    {
        Assert.Empty(Repository.PackagesOf("Baton"));
        Assert.Empty(Repository.ReferencesOf("Baton"));
    }

    [Fact]
    public void Only_drivers_have_database_packages()
    {
        var faults = Repository.Projects.Keys
            .Where(project => project is not ("Baton.Sqlite" or "Baton.Postgres"))
            .SelectMany(project => Repository.PackagesOf(project).Select(package => (project, package)))
            .Where(pair => pair.package.Contains("sqlite", StringComparison.OrdinalIgnoreCase) || pair.package.StartsWith("Npgsql", StringComparison.Ordinal));

        Assert.Empty(faults);
    }

    private static string[] MaySee(string project)
    {
        if (Repository.IsSystem(project)) return AllowedToSystems;
        return Allowed.TryGetValue(project, out var allowed) ? allowed : [];
    }
}
