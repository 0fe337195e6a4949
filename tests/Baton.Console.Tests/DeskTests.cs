using Baton.ConsoleTests.Fixtures;
using Microsoft.Playwright;

namespace Baton.ConsoleTests;

public sealed class DeskTests(Browser browser) : IClassFixture<Browser>
{
    [Fact]
    public async Task A_case_is_found_by_its_status_and_leads_to_its_talk()
    {
        await using var server = await ServerProcess.StartAsync();
        await server.UntilAsync(await server.StartAsync("support_desk", new { user_id = "ann", message = "My router keeps dropping the connection." }, "router"), "success");
        await server.UntilAsync(await server.StartAsync("support_desk", new { user_id = "cleo", message = "I want to talk to a manager now." }, "manager"), "waiting");
        await using var console = await browser.OpenAsync(server.Address);
        await console.GoAsync("/console/desk?status=escalated");
        var item = console.Page.GetByTestId("cases").GetByRole(AriaRole.Button);
        await item.First.WaitForAsync();
        Assert.Equal(1, await item.CountAsync());
        await console.Page.GetByTestId("case").GetByRole(AriaRole.Link, new() { Name = "Answer it" }).WaitForAsync();
        await console.Page.GetByRole(AriaRole.Link, new() { Name = "Open the talk" }).ClickAsync();
        await console.Page.Locator(".turn.human", new() { HasText = "manager" }).WaitForAsync();
        Assert.Empty(console.Errors);
    }

    [Fact]
    public async Task Two_periods_stand_side_by_side_and_the_address_keeps_them()
    {
        await using var server = await ServerProcess.StartAsync();
        await server.UntilAsync(await server.StartAsync("support_desk", new { user_id = "ann", message = "What are your opening hours?" }, "hours"), "success");
        await using var console = await browser.OpenAsync(server.Address);
        await console.GoAsync("/console/desk?tab=analytics&days=7&compare=before");
        var cases = console.Page.GetByTestId("analytics").GetByRole(AriaRole.Region, new() { Name = "Cases", Exact = true });
        await cases.GetByText("beside 0").WaitForAsync();
        await cases.Locator(".figure", new() { HasText = "1" }).WaitForAsync();
        await console.Page.GetByTestId("analytics").Locator(".recharts-bar-rectangle").First.WaitForAsync();
        await console.Page.ReloadAsync();
        await cases.GetByText("beside 0").WaitForAsync();
        Assert.Empty(console.Errors);
    }

    [Fact]
    public async Task Messages_are_found_by_their_words_and_lead_to_the_moment_in_their_run()
    {
        await using var server = await ServerProcess.StartAsync();
        await server.UntilAsync(await server.StartAsync("support_desk", new { user_id = "ann", message = "The zeppelin on my roof keeps humming." }, "roof"), "success");
        await using var console = await browser.OpenAsync(server.Address);
        // The log is written a moment after the runs.
        await Waiting.UntilAsync(
            async () => (await server.ReadAsync("/ops/messages?q=zeppelin")).GetProperty("messages").GetArrayLength() > 0, "the message is in the log");
        await console.GoAsync("/console/messages");
        await console.Page.GetByLabel("Words that all stand in the message").FillAsync("zeppelin");
        await console.Page.Keyboard.PressAsync("Enter");
        await console.Page.Locator("mark", new() { HasText = "zeppelin" }).First.WaitForAsync();
        Assert.Contains("q=zeppelin", console.Page.Url, StringComparison.Ordinal);
        await console.Page.Locator("article header a[href*='view=journal']").First.ClickAsync();
        await console.Page.GetByTestId("moment").WaitForAsync();
        Assert.Empty(console.Errors);
    }

    [Fact]
    public async Task A_rule_that_fires_is_seen_on_its_view_and_on_home()
    {
        await using var server = await ServerProcess.StartAsync(
            "--Baton:Alerts:Interval=00:00:01", "--Baton:Alerts:Rules:failures:Kind=error_rate", "--Baton:Alerts:Rules:failures:Above=0.5", "--Baton:Alerts:Rules:spend:Kind=spend",
            "--Baton:Alerts:Rules:spend:Above=200");
        await server.UntilAsync(await server.StartAsync("failing", new { steps = 1 }), "error");
        await using var console = await browser.OpenAsync(server.Address);
        await console.GoAsync("/console/alerts");
        await console.Page.GetByTestId("rules").Locator(".pill.error", new() { HasText = "firing" }).WaitForAsync();
        await console.Page.GetByRole(AriaRole.Region, new() { Name = "What happened" }).GetByText("failures").WaitForAsync();
        await console.GoAsync("/");
        await console.Page.GetByRole(AriaRole.Region, new() { Name = "Alerts" }).GetByText("failures").WaitForAsync();
        Assert.Empty(console.Errors);
    }
}
