using System.Text.RegularExpressions;
using Baton.ConsoleTests.Fixtures;
using Baton.Engine.Replay;
using Baton.Engine.Testing;
using Baton.LedgerServer.Desk;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;

namespace Baton.ConsoleTests;

public sealed partial class ReplayTests(Browser browser) : IClassFixture<Browser>
{
    [Fact]
    public async Task A_copied_test_holds_a_history_that_replays()
    {
        await using var server = await ServerProcess.StartAsync();
        var run = await server.StartAsync("failing", new { steps = 1 }, "broken");
        await server.UntilAsync(run, "error");
        await using var console = await browser.OpenAsync(server.Address);
        await console.Page.Context.GrantPermissionsAsync(["clipboard-read", "clipboard-write"]);
        await console.GoAsync($"/console/runs/{run}");
        await console.Page.GetByRole(AriaRole.Button, new() { Name = "More" }).ClickAsync();
        await console.Page.GetByRole(AriaRole.Menuitem, new() { Name = "Copy as replay test" }).ClickAsync();
        await console.Page.GetByText("Copied", new() { Exact = true }).WaitForAsync();
        var test = await console.Page.EvaluateAsync<string>("() => navigator.clipboard.readText()");
        Assert.Contains("Failing.Define()", test, StringComparison.Ordinal);

        // What the raw string of the copied test holds.
        var history = Indent().Replace(Held().Match(test).Groups["history"].Value, "");
        await using var host = await BatonTestHost.StartAsync(DeskGraphs.DefineFailing());
        var report = await host.Services.GetRequiredService<JournalReplay>().ReplayAsync(RunHistory.Parse(history), TestContext.Current.CancellationToken);
        Assert.True(report.Compared > 0);
        Assert.Empty(report.Differences);
        Assert.Empty(console.Errors);
    }

    [GeneratedRegex("\"\"\"\n(?<history>.*)\n    \"\"\";", RegexOptions.Singleline | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex Held();

    [GeneratedRegex("^    ", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex Indent();
}
