using Baton.ConsoleTests.Fixtures;
using Microsoft.Playwright;

namespace Baton.ConsoleTests;

public sealed class ViewTests(Browser browser) : IClassFixture<Browser>
{
    private static readonly string[] Settings =
    [
        "--Baton:Alerts:Interval=00:00:01", "--Baton:Alerts:Rules:failures:Kind=error_rate", "--Baton:Alerts:Rules:failures:Above=0.05", "--Baton:Alerts:Rules:failures:Resolve=0.02",
        "--Baton:Alerts:Rules:daily-spend:Kind=spend", "--Baton:Alerts:Rules:daily-spend:Above=200", "--Baton:Alerts:Rules:stuck:Kind=stuck_runs",
        "--Baton:Budgets:GraphDay:support_desk:Tokens=20000", "--Baton:Budgets:GraphDay:*:CostUsd=25", "--Baton:Budgets:UserDay:*:ModelCalls=40", "--Baton:Budgets:ModelMinute:*:Requests=500",
    ];

    [Theory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task Every_view_is_accessible_and_reports_no_error(ColorScheme theme)
    {
        await using var server = await ServerProcess.StartAsync(Settings);
        var views = await FillAsync(server);
        await using var console = await browser.OpenAsync(server.Address, theme, 1360, 850);
        var faults = new List<string>();
        foreach (var (name, path, shows) in views)
        {
            await console.GoAsync(path);
            await console.Page.Locator(shows).First.WaitForAsync();
            faults.AddRange((await console.FaultsAsync()).Select(fault => $"{name}: {fault}"));
            await console.PictureAsync($"{name}-{theme.ToString().ToLowerInvariant()}");
        }

        Assert.Empty(faults);
        Assert.Empty(console.Errors);
    }

    [Fact]
    public async Task Every_view_fits_a_narrow_screen()
    {
        await using var server = await ServerProcess.StartAsync(Settings);
        var views = await FillAsync(server);
        await using var console = await browser.OpenAsync(server.Address, width: 380, height: 760);
        foreach (var (name, path, shows) in views)
        {
            await console.GoAsync(path);
            await console.Page.Locator(shows).First.WaitForAsync();
            await console.PictureAsync($"{name}-narrow");
            Assert.True(await console.Page.EvaluateAsync<int>("() => document.documentElement.scrollWidth") <= 380, $"{name} is wider than the screen.");
        }

        await console.Page.GetByRole(AriaRole.Button, new() { Name = "Menu" }).ClickAsync();
        await console.Page.GetByRole(AriaRole.Link, new() { Name = "Runs" }).ClickAsync();
        await console.Page.GetByTestId("runs").WaitForAsync();
    }

    [Fact]
    public async Task A_run_is_found_by_its_id_and_by_words()
    {
        await using var server = await ServerProcess.StartAsync();
        var run = await server.StartAsync("failing", new { steps = 1 }, "needle");
        await server.UntilAsync(run, "error");
        await using var console = await browser.OpenAsync(server.Address);
        await console.GoAsync("/");
        await console.Page.Keyboard.PressAsync("Control+k");
        await console.Page.GetByRole(AriaRole.Combobox).FillAsync("needle");
        await console.Page.Keyboard.PressAsync("Enter");
        await console.Page.Locator(".row", new() { HasText = "failing" }).WaitForAsync();
        await console.Page.Keyboard.PressAsync("Control+k");
        await console.Page.GetByRole(AriaRole.Combobox, new() { Name = "Search or go to" }).FillAsync(run);
        await console.Page.Keyboard.PressAsync("Enter");
        await console.Page.GetByTestId("run").WaitForAsync();
        await console.Page.GoBackAsync();
        Assert.Contains("q=needle", console.Page.Url, StringComparison.Ordinal);
        Assert.Empty(console.Errors);
    }

    private static async Task<(string Name, string Path, string Shows)[]> FillAsync(ServerProcess server)
    {
        (await server.Client.GetAsync(new Uri($"{server.Address}/metrics"))).Dispose();
        var talk = await server.StartAsync("support_desk", new { user_id = "ann", message = "My router keeps dropping the connection." }, "router");
        await server.UntilAsync(talk, "success");
        await server.StartAsync("support_desk", new { user_id = "bob", message = "I was charged twice for my invoice." }, "invoice");
        await server.StartAsync("support_desk", new { user_id = "cleo", message = "I want to talk to a manager now." }, "manager");
        var refund = await server.StartAsync("refund", new { customer = "ann", amount = 120 }, "ann");
        await server.UntilAsync(refund, "waiting");
        var failed = await server.StartAsync("failing", new { steps = 1 });
        await server.UntilAsync(failed, "error");
        return
        [
            ("home", "/", ".recharts-surface"),
            ("talk", "/console/talk?assistant=support_desk&thread=router", ".turn.ai"),
            ("scenarios", "/console/scenarios", ".card"),
            ("runs", "/console/runs", ".row"),
            ("run", $"/console/runs/{talk}?visit=technical%231", "[data-node='close'][data-status='success']"),
            ("run-timeline", $"/console/runs/{talk}?view=timeline", ".fill"),
            ("run-tree", $"/console/runs/{talk}?view=tree", ".barrow"),
            ("run-waiting", $"/console/runs/{refund}", "[data-node='approve'][data-status='waiting']"),
            ("compare", $"/console/compare?a={talk}&b={refund}", "[data-testid=changes]"),
            ("inbox", "/console/inbox", "#answer button[type=submit]"),
            ("graphs", "/console/graphs?graph=support_desk", "[data-node='triage']"),
            ("agents", "/console/agents?agent=triage", "textarea"),
            ("desk", "/console/desk?case=manager", "[data-testid=case]"),
            ("analytics", "/console/desk?tab=analytics&days=7&compare=before", ".recharts-bar-rectangle"),
            ("messages", "/console/messages?q=router", "mark"),
            ("alerts", "/console/alerts", "[data-testid=rules] td"),
            ("runs-dearest", "/console/runs?agent=triage", "[data-testid=dear] td"),
            ("cost", "/console/cost", ".table td"),
            ("health", "/console/health", ".table td"),
        ];
    }
}
