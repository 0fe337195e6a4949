using Baton.ConsoleTests.Fixtures;
using Microsoft.Playwright;

namespace Baton.ConsoleTests;

public sealed class RunTests(Browser browser) : IClassFixture<Browser>
{
    [Fact]
    public async Task A_graph_lights_up_while_its_run_goes_on()
    {
        await using var server = await ServerProcess.StartAsync();
        var run = await server.StartAsync("slow_work", new { steps = 1 });
        await using var console = await browser.OpenAsync(server.Address);
        await console.GoAsync($"/console/runs/{run}");
        foreach (var node in (string[])["collect", "send"]) await Node(console, node, "success").WaitForAsync();
        await console.Page.Locator(".bar .pill.success").First.WaitForAsync();
        Assert.Empty(console.Errors);
    }

    [Fact]
    public async Task The_page_recovers_when_the_server_is_killed_and_comes_back()
    {
        await using var server = await ServerProcess.StartAsync();
        var run = await server.StartAsync("slow_work", new { steps = 2 });
        await using var console = await browser.OpenAsync(server.Address);
        await console.GoAsync($"/console/runs/{run}");
        await Node(console, "collect", "success").WaitForAsync();
        await server.KillAsync();
        await console.Page.GetByLabel("Reconnecting").WaitForAsync();
        await server.StartAsync();
        await console.Page.GetByLabel("Live", new() { Exact = true }).WaitForAsync();
        await Node(console, "send", "success").WaitForAsync();
        Assert.DoesNotContain(console.Errors, error => !error.Contains("ERR_", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_run_is_forked_from_a_step_with_another_state()
    {
        await using var server = await ServerProcess.StartAsync();
        var run = await server.StartAsync("refund", new { customer = "ann", amount = 20 }, "ann");
        await server.UntilAsync(run, "waiting");
        await using var console = await browser.OpenAsync(server.Address);
        await console.GoAsync($"/console/runs/{run}?visit=look_up%231");
        await console.Page.GetByTestId("changes").GetByText("order of ann").WaitForAsync();
        await console.Page.GetByRole(AriaRole.Button, new() { Name = "Fork from here" }).ClickAsync();
        var editor = console.Page.GetByRole(AriaRole.Textbox, new() { Name = "State" });
        await editor.FillAsync("""{"customer":"ann","amount":99,"order":"order of ann"}""");
        await console.Page.GetByRole(AriaRole.Button, new() { Name = "Start the fork" }).ClickAsync();
        await console.Page.WaitForURLAsync(address => address.Contains("/console/runs/", StringComparison.Ordinal) && !address.Contains(run, StringComparison.Ordinal));
        await Node(console, "approve", "waiting").WaitForAsync();
        await console.Page.GetByTestId("why").WaitForAsync();
        await console.Page.GetByRole(AriaRole.Region, new() { Name = "State", Exact = true }).GetByText("99").WaitForAsync();
        Assert.Empty(console.Errors);
    }

    [Fact]
    public async Task A_failed_run_says_why_and_is_taken_up_by_a_button()
    {
        await using var server = await ServerProcess.StartAsync();
        var run = await server.StartAsync("failing", new { steps = 1 }, "broken");
        await server.UntilAsync(run, "error");
        await using var console = await browser.OpenAsync(server.Address);
        await console.GoAsync($"/console/runs/{run}");
        await console.Page.GetByTestId("why").GetByRole(AriaRole.Button, new() { Name = "Retry from the failure" }).ClickAsync();
        await console.Page.WaitForURLAsync(address => !address.Contains(run, StringComparison.Ordinal));
        Assert.Empty(console.Errors);
    }

    [Fact]
    public async Task The_prompt_is_shown_as_it_was_sent()
    {
        await using var server = await ServerProcess.StartAsync();
        var run = await server.StartAsync("support_desk", new { user_id = "ann", message = "My router is broken." }, "router");
        await server.UntilAsync(run, "success");
        await using var console = await browser.OpenAsync(server.Address);
        await console.GoAsync($"/console/runs/{run}?view=tree");
        await console.Page.GetByTestId("tree").GetByText("model", new() { Exact = true }).First.ClickAsync();
        await console.Page.GetByText("Exactly what was sent").WaitForAsync();
        Assert.Empty(console.Errors);
    }

    private static ILocator Node(ConsolePage console, string node, string status) =>
        console.Page.Locator($"[data-node='{node}'][data-status='{status}']");
}
