using Baton.ConsoleTests.Fixtures;
using Microsoft.Playwright;

namespace Baton.ConsoleTests;

public sealed class CostTests(Browser browser) : IClassFixture<Browser>
{
    [Fact]
    public async Task A_budget_has_a_bar_of_what_was_spent()
    {
        await using var server = await ServerProcess.StartAsync("--Baton:Budgets:GraphDay:support_desk:ModelCalls=10", "--Baton:Budgets:ModelMinute:*:Requests=500");
        await server.UntilAsync(await server.StartAsync("support_desk", new { user_id = "ann", message = "What are your opening hours?" }, "hours"), "success");
        await using var console = await browser.OpenAsync(server.Address);
        await console.GoAsync("/console/cost");
        var budgets = console.Page.GetByTestId("budgets");
        await budgets.GetByText("/ 10 calls").WaitForAsync();
        await budgets.GetByText("500 calls").WaitForAsync();
        Assert.Equal(1, await budgets.Locator(".meter").CountAsync());
        Assert.Empty(console.Errors);
    }

    [Fact]
    public async Task The_kill_switch_asks_before_it_stops_everything_and_is_released_again()
    {
        await using var server = await ServerProcess.StartAsync();
        await using var console = await browser.OpenAsync(server.Address);
        await console.GoAsync("/console/cost");
        await console.Page.GetByRole(AriaRole.Button, new() { Name = "Stop all model calls …" }).ClickAsync();
        var stop = console.Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Stop all model calls" });
        Assert.True(await stop.IsDisabledAsync());
        await console.Page.GetByLabel("STOP", new() { Exact = true }).FillAsync("STOP");
        await stop.ClickAsync();
        await console.Page.GetByText("Calls are stopped").WaitForAsync();
        Assert.True((await server.ReadAsync("/ops/kill-switch")).GetProperty("all").GetBoolean());
        await console.Page.GetByRole(AriaRole.Button, new() { Name = "Release" }).ClickAsync();
        await console.Page.GetByText("Calls go out").WaitForAsync();
        Assert.Empty(console.Errors);
    }
}
