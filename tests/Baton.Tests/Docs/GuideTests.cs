using System.Text.RegularExpressions;
using Baton.Errors;
using Baton.Graphs;
using Baton.Tests.Architecture;

namespace Baton.Tests.Docs;

public sealed partial class GuideTests
{
    private static readonly string Guide = File.ReadAllText(Repository.PathOf("docs", "guide", "first-graph.md"));

    [Fact]
    public void Every_snippet_of_the_first_graph_is_code_that_compiles()
    {
        var code = Squeezed(File.ReadAllText(Repository.PathOf("tests", "Baton.Tests", "Docs", "FirstGraph.cs")));
        var snippets = BlocksOf("csharp");

        Assert.Equal(4, snippets.Length);
        Assert.All(snippets, snippet => Assert.Contains(Squeezed(snippet), code, StringComparison.Ordinal));
    }

    [Fact]
    public void Every_snippet_about_testing_is_code_that_compiles()
    {
        var code = Squeezed(File.ReadAllText(Repository.PathOf("tests", "Baton.Tests", "Docs", "ParcelQuestion.cs")));
        var snippets = BlocksOf("csharp", File.ReadAllText(Repository.PathOf("docs", "guide", "testing.md")));

        Assert.Equal(4, snippets.Length);
        Assert.All(snippets, snippet => Assert.Contains(Squeezed(snippet), code, StringComparison.Ordinal));
    }

    [Fact]
    public void The_drawing_is_what_the_graph_draws()
    {
        var graph = FirstRegistry.Create().Get("first_desk");

        Assert.Equal(graph.Describe().ToMermaid(), Assert.Single(BlocksOf("mermaid")));
    }

    [Fact]
    public void The_fault_is_what_the_check_says()
    {
        var thrown = Assert.Throws<ValidationException>(() => Graph
            .Define<Enquiry, Case, Answer>("first_desk", version: 1)
            .Start(enquiry => new Case(enquiry.CustomerId, enquiry.Text))
            .Route("by_topic", state => state.Topic, to => to.When(Topic.Order, Graph.End))
            .Return(state => new Answer(state.Answer, state.Topic)));

        Assert.Equal(thrown.Message, Assert.Single(BlocksOf("text")).TrimEnd());
    }

    [Theory]
    [InlineData("docs")]
    public void Links_between_pages_lead_somewhere(string folder)
    {
        var broken = Directory.EnumerateFiles(Repository.PathOf(folder), "*.md", SearchOption.AllDirectories)
            .SelectMany(page => Link().Matches(File.ReadAllText(page)).Select(link => (page, target: link.Groups["target"].Value)))
            .Where(link => !File.Exists(Path.Combine(Path.GetDirectoryName(link.page)!, link.target)));

        Assert.Empty(broken);
    }

    private static string[] BlocksOf(string language, string? page = null) =>
    [
        .. Block().Matches(page ?? Guide).Where(block => block.Groups["language"].Value == language).Select(block => block.Groups["text"].Value),
    ];

    /// <summary>Indentation differs between a page and a class.</summary>
    private static string Squeezed(string code) => string.Join('\n', code.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0));

    [GeneratedRegex("^```(?<language>[a-z]+)\n(?<text>.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture, 5_000)]
    private static partial Regex Block();

    [GeneratedRegex(@"\]\((?<target>[^):#]+\.md)(#[^)]*)?\)", RegexOptions.ExplicitCapture, 5_000)]
    private static partial Regex Link();
}
