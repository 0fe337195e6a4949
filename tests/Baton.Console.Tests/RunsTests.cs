using Baton.ConsoleTests.Fixtures;
using Microsoft.Playwright;

namespace Baton.ConsoleTests;

public sealed class RunsTests(Browser browser) : IClassFixture<Browser>
{
    [Fact]
    public async Task Runs_of_an_agent_are_listed_with_what_they_cost()
    {
        await using var server = await ServerProcess.StartAsync();
        var run = await server.StartAsync("support_desk", new { user_id = "ann", message = "My router keeps dropping the connection." }, "router");
        await server.UntilAsync(run, "success");
        await server.UntilAsync(await server.StartAsync("failing", new { steps = 1 }), "error");
        await using var console = await browser.OpenAsync(server.Address);
        await console.GoAsync("/console/runs");
        await console.Page.GetByRole(AriaRole.Combobox, new() { Name = "Agent" }).ClickAsync();
        await console.Page.GetByRole(AriaRole.Option, new() { Name = "triage" }).ClickAsync();
        var rows = console.Page.GetByTestId("dear").Locator("tbody tr");
        await rows.First.WaitForAsync();
        Assert.Equal(1, await rows.CountAsync());
        await rows.GetByRole(AriaRole.Link).ClickAsync();
        await console.Page.WaitForURLAsync(address => address.Contains(run, StringComparison.Ordinal));
        Assert.Empty(console.Errors);
    }

    [Fact]
    public async Task Several_runs_are_chosen_and_cancelled_at_once()
    {
        await using var server = await ServerProcess.StartAsync();
        var runs = new List<string>();
        for (var customer = 0; customer < 3; customer++) runs.Add(await server.StartAsync("refund", new { customer = $"c{customer}", amount = 20 }));
        foreach (var run in runs) await server.UntilAsync(run, "waiting");
        await using var console = await browser.OpenAsync(server.Address);
        await console.GoAsync("/console/runs?status=waiting");
        foreach (var run in runs.Take(2)) await console.Page.GetByLabel($"Select run {run}").CheckAsync();
        await console.Page.GetByRole(AriaRole.Toolbar).GetByRole(AriaRole.Button, new() { Name = "Cancel runs" }).ClickAsync();
        await console.Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Cancel runs (2)" }).ClickAsync();
        await console.Page.GetByText("2 done").WaitForAsync();
        foreach (var run in runs.Take(2)) await server.UntilAsync(run, "cancelled");
        await server.UntilAsync(runs[2], "waiting");
        Assert.Empty(console.Errors);
    }

    [Fact]
    public async Task A_row_is_opened_by_a_click_and_by_the_keyboard()
    {
        await using var server = await ServerProcess.StartAsync();
        var run = await server.StartAsync("failing", new { steps = 1 });
        await server.UntilAsync(run, "error");
        await using var console = await browser.OpenAsync(server.Address);
        await console.GoAsync("/console/runs");
        await console.Page.Locator(".row a").ClickAsync();
        await console.Page.GetByTestId("run").WaitForAsync();
        await console.Page.GoBackAsync();
        await console.Page.Locator(".row a").FocusAsync();
        await console.Page.Keyboard.PressAsync("Enter");
        await console.Page.GetByTestId("run").WaitForAsync();
        Assert.Contains(run, console.Page.Url, StringComparison.Ordinal);
        Assert.Empty(console.Errors);
    }
}
