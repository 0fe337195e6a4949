using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Baton.Agents.Models;
using Baton.Agents.Prompts;
using Baton.Server.Tests.Fixtures;
using Microsoft.Extensions.DependencyInjection;

namespace Baton.Server.Tests.Docs;

/// <summary>What docs/guide/agents.md shows is what is compiled and run here.</summary>
public sealed partial class AgentGuideTests
{
    private static readonly string Root = FindRoot();
    private static readonly string Guide = File.ReadAllText(Path.Combine(Root, "docs", "guide", "agents.md"));

    [Fact]
    public void Every_piece_of_code_is_code_that_compiles()
    {
        var code = Squeezed(File.ReadAllText(Path.Combine(Root, "tests", "Baton.Server.Tests", "Docs", "ParcelAnswer.cs")));
        var pieces = Blocks("csharp");

        Assert.Equal(5, pieces.Count);
        Assert.All(pieces, piece => Assert.Contains(Squeezed(piece), code, StringComparison.Ordinal));
    }

    [Fact]
    public void The_agent_file_is_the_one_that_is_run()
    {
        using var file = new StreamReader(typeof(ParcelSystem).Assembly.GetManifestResourceStream("agents/parcels.md")!);

        Assert.Equal(file.ReadToEnd(), Blocks("markdown")[0]);
    }

    [Fact]
    public async Task The_request_gets_the_answer_that_the_page_shows()
    {
        await using var server = await RealServer.StartAsync(baton => baton.AddSystem<ParcelSystem>());
        var request = Request().Match(Assert.Single(Blocks("bash"), block => block.Contains("/runs/wait", StringComparison.Ordinal)));

        using var body = new StringContent(request.Groups["body"].Value, Encoding.UTF8, "application/json");
        using var response = await server.Client.PostAsync(request.Groups["path"].Value, body, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(JsonSerializer.Serialize(JsonElement.Parse(Blocks("json")[0])), JsonSerializer.Serialize(await TestServer.JsonAsync(response)));
    }

    [Fact]
    public async Task Every_configuration_is_taken()
    {
        Environment.SetEnvironmentVariable("OPENAI_API_KEY", "key-for-tests");
        foreach (var block in Blocks("json").Skip(1))
        {
            await using var server = await RealServer.StartAsync(baton => baton.AddSystem<ParcelSystem>(), Flat(JsonElement.Parse(block), ""));

            Assert.Equal("openai", server.Services.GetRequiredService<ModelCatalog>().Find("default")!.Provider);
            Assert.NotNull(server.Services.GetRequiredService<AgentCatalog>().Find("parcels"));
        }
    }

    [Fact]
    public void The_page_s_line_of_the_project_file_is_that_of_this_project()
    {
        var project = File.ReadAllText(Path.Combine(Root, "tests", "Baton.Server.Tests", "Baton.Server.Tests.csproj"));

        Assert.Contains(Assert.Single(Blocks("xml")).Trim().Replace("agents/*.md", "Docs/agents/*.md", StringComparison.Ordinal), project, StringComparison.Ordinal);
    }

    private static IReadOnlyList<string> Blocks(string language) =>
        [.. Block().Matches(Guide).Where(block => block.Groups["language"].Value == language).Select(block => block.Groups["text"].Value)];

    private static Dictionary<string, string?> Flat(JsonElement json, string path) => json.EnumerateObject()
        .SelectMany(member => member.Value.ValueKind == JsonValueKind.Object
            ? Flat(member.Value, $"{path}{member.Name}:").AsEnumerable()
            : [new($"{path}{member.Name}", member.Value.ToString())])
        .ToDictionary(pair => pair.Key, pair => pair.Value);

    /// <summary>Indentation differs between a page and a class.</summary>
    private static string Squeezed(string code) => string.Join('\n', code.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0));

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Baton.slnx"))) folder = folder.Parent!;
        return folder.FullName;
    }

    [GeneratedRegex("^```(?<language>[a-z]+)\n(?<text>.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture, 5_000)]
    private static partial Regex Block();

    [GeneratedRegex("http://127.0.0.1:7070(?<path>/[a-z/]+).* -d '(?<body>[^']+)'", RegexOptions.Singleline | RegexOptions.ExplicitCapture, 5_000)]
    private static partial Regex Request();
}
