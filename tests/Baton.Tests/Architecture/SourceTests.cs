using System.Text.RegularExpressions;

namespace Baton.Tests.Architecture;

public sealed partial class SourceTests
{
    // Extension methods of the host live where their users already look.
    private static readonly string[] HostNamespaces = ["Microsoft.Extensions.DependencyInjection", "Microsoft.AspNetCore.Builder"];

    private static readonly string[] Protocols = ["Runs", "A2A", "Workers", "Mcp", "Ops", "Console"];

    [Fact]
    public void Folders_are_namespaces()
    {
        var faults = Repository.Projects.SelectMany(project => Repository.SourcesUnder(Path.GetDirectoryName(project.Value)!)
            .Select(path => (Path: path, Actual: NamespaceOf(path), Expected: ExpectedNamespace(project.Key, project.Value, path))))
            .Where(file => file.Actual is not null && file.Actual != file.Expected && !HostNamespaces.Contains(file.Actual))
            .Select(file => $"{Path.GetRelativePath(Repository.Root, file.Path)} has namespace {file.Actual}, not {file.Expected}");

        Assert.Empty(faults);
    }

    [Fact]
    public void Protocols_of_the_server_never_see_one_another()
    {
        var faults = Protocols.SelectMany(
            protocol => Repository.SourcesUnder(Repository.PathOf("src", "Baton.Server", protocol)),
            (protocol, path) => (protocol, path, Text: File.ReadAllText(path)))
            .SelectMany(file => Protocols.Where(other => other != file.protocol && Mentions(file.Text, other)).Select(other => $"{file.path} sees {other}"));

        Assert.Empty(faults);
    }

    [Fact]
    public void Nothing_is_put_off_hidden_or_silenced()
    {
        var faults = Repository.Projects.Values
            .SelectMany(project => Repository.SourcesUnder(Path.GetDirectoryName(project)!))
            .Where(path => Unfinished().IsMatch(File.ReadAllText(path)))
            .Select(path => Path.GetRelativePath(Repository.Root, path));

        Assert.Empty(faults);
    }

    [Fact]
    public void Every_log_message_has_an_event_id_of_its_own()
    {
        // Without one the compiler makes a number up, which readers see behind the category and can neither know nor filter by.
        var messages = Repository.Projects.Values
            .SelectMany(project => Repository.SourcesUnder(Path.GetDirectoryName(project)!))
            .Where(path => path.StartsWith(Repository.PathOf("src"), StringComparison.Ordinal))
            .SelectMany(path => LogMessage().Matches(File.ReadAllText(path)))
            .Select(message => message.Groups["id"].Value)
            .ToList();

        Assert.NotEmpty(messages);
        Assert.DoesNotContain("", messages);
        Assert.Distinct(messages);
    }

    [Theory]
    [InlineData("Manager")]
    [InlineData("Helper")]
    [InlineData("Helpers")]
    [InlineData("Base")]
    [InlineData("Impl")]
    [InlineData("Util")]
    [InlineData("Utils")]
    public void No_file_is_named_after_nothing(string ending)
    {
        var faults = Repository.Projects.Values
            .SelectMany(project => Repository.SourcesUnder(Path.GetDirectoryName(project)!))
            .Where(path => Path.GetFileNameWithoutExtension(path).EndsWith(ending, StringComparison.Ordinal));

        Assert.Empty(faults);
    }

    private static bool Mentions(string text, string protocol) =>
        Regex.IsMatch(text, $@"\bBaton\.Server\.{protocol}\b", RegexOptions.None, TimeSpan.FromSeconds(5));

    private static string? NamespaceOf(string path)
    {
        var match = Namespace().Match(File.ReadAllText(path));
        return match.Success ? match.Groups["name"].Value : null;
    }

    private static string ExpectedNamespace(string project, string projectFile, string path)
    {
        var folder = Path.GetRelativePath(Path.GetDirectoryName(projectFile)!, Path.GetDirectoryName(path)!);
        return folder == "." ? project : $"{project}.{folder.Replace(Path.DirectorySeparatorChar, '.')}";
    }

    [GeneratedRegex(@"^namespace\s+(?<name>[\w.]+)", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 5_000)]
    private static partial Regex Namespace();

    [GeneratedRegex(@"\[LoggerMessage\((EventId = (?<id>\d+))?", RegexOptions.ExplicitCapture, 5_000)]
    private static partial Regex LogMessage();

    [GeneratedRegex(@"^\s*#(pragma|region)|\b(TODO|FIXME|HACK)\b|\bThread\.Sleep\b", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 5_000)]
    private static partial Regex Unfinished();
}
