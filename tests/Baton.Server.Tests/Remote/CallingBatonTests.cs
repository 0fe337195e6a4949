using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Baton.Engine.Runs;
using Baton.Server.Tests.Fixtures;
using Microsoft.Extensions.DependencyInjection;

namespace Baton.Server.Tests.Remote;

/// <summary>The guide's page about calling Baton.</summary>
public sealed partial class CallingBatonTests
{
    [Fact]
    public async Task The_guides_program_decides_about_refunds()
    {
        await using var server = await RealServer.StartAsync(baton =>
        {
            foreach (var graph in ConformanceGraphs.All) baton.AddGraph(graph);
        });
        var services = new ServiceCollection();
        services.AddRemoteRuns(new Uri(server.Address));
        await using var provider = services.BuildServiceProvider();
        var desk = new RefundDesk(provider.GetRequiredService<IRuns>());
        var decided = await desk.DecideAsync("o-1", 5, _ => true, TestContext.Current.CancellationToken);
        var again = await desk.DecideAsync("o-1", 5, _ => false, TestContext.Current.CancellationToken);
        Assert.True(decided!.Value.GetProperty("approved").GetBoolean());
        Assert.Equal(decided.Value.GetRawText(), again!.Value.GetRawText());
    }

    [Fact]
    public void The_guide_shows_code_that_compiles()
    {
        var blocks = Block().Matches(File.ReadAllText(Near("../../../docs/guide/calling-baton.md"))).Select(block => block.Groups["text"].Value).ToList();
        Assert.Equal(3, blocks.Count);
        var code = Squeezed(File.ReadAllText(Near("RefundDesk.cs")) + File.ReadAllText(Near("../../Baton.Tests/Docs/WebhookSignature.cs")));
        Assert.All(blocks, block => Assert.Contains(Squeezed(block), code, StringComparison.Ordinal));
    }

    /// <summary>Indentation differs between a page and a class.</summary>
    private static string Squeezed(string code) => string.Join('\n', code.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0));

    private static string Near(string path, [CallerFilePath] string here = "") => Path.Combine(Path.GetDirectoryName(here)!, path);

    [GeneratedRegex("^```csharp\n(?<text>.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture, 5_000)]
    private static partial Regex Block();
}
