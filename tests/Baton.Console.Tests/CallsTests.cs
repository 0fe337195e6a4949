using Baton.ConsoleTests.Fixtures;
using Microsoft.Playwright;

namespace Baton.ConsoleTests;

public sealed class CallsTests(Browser browser) : IClassFixture<Browser>
{
    private static readonly string[] WithCalls = ["--calls", "yes"];

    [Fact]
    public async Task Calls_are_not_offered_where_the_server_has_none()
    {
        await using var server = await ServerProcess.StartAsync();
        await using var console = await browser.OpenAsync(server.Address);
        await console.GoAsync("/console/scenarios");
        await console.Page.GetByRole(AriaRole.Link, new() { Name = "Desk" }).WaitForAsync();
        Assert.Equal(0, await console.Page.GetByRole(AriaRole.Link, new() { Name = "Calls" }).CountAsync());
    }

    [Theory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task A_call_goes_through_its_five_stages_with_what_the_page_has_to_say(ColorScheme theme)
    {
        await using var server = await ServerProcess.StartAsync(WithCalls);
        await using var console = await browser.OpenAsync(server.Address, theme, 1360, 850);
        await console.GoAsync("/console/scenarios");
        await console.Page.GetByRole(AriaRole.Link, new() { Name = "Calls" }).ClickAsync();
        await StandsAsync(console, "current ahead ahead ahead ahead");
        var faults = new List<string>(await console.FaultsAsync());
        await SayAsync(console);
        await StandsAsync(console, "done current ahead ahead ahead");
        await SayAsync(console);
        await StandsAsync(console, "done done current ahead ahead");
        await SayAsync(console);
        await StandsAsync(console, "done done done current ahead");
        faults.AddRange(await console.FaultsAsync());
        await console.PictureAsync($"calls-{theme.ToString().ToLowerInvariant()}");
        await SayAsync(console);
        await StandsAsync(console, "done done done done current");
        await SayAsync(console);
        await StandsAsync(console, "done done done done done");
        await console.Page.GetByTestId("complete").WaitForAsync();
        Assert.Equal(5, await console.Page.Locator(".turn.human").CountAsync());
        Assert.Equal(0, await console.Page.GetByRole(AriaRole.Button, new() { Name = "Say it" }).CountAsync());
        faults.AddRange(await console.FaultsAsync());
        await console.PictureAsync($"calls-complete-{theme.ToString().ToLowerInvariant()}");
        await console.Page.GetByRole(AriaRole.Link, new() { Name = "Its runs" }).ClickAsync();
        await console.Page.Locator(".row", new() { HasText = "service_call" }).Nth(4).WaitForAsync();
        Assert.Empty(faults);
        Assert.Empty(console.Errors);
    }

    [Fact]
    public async Task A_call_fits_a_narrow_screen()
    {
        await using var server = await ServerProcess.StartAsync(WithCalls);
        await using var console = await browser.OpenAsync(server.Address, width: 380, height: 760);
        await console.GoAsync("/console/calls");
        await StandsAsync(console, "current ahead ahead ahead ahead");
        await SayAsync(console);
        await StandsAsync(console, "done current ahead ahead ahead");
        await console.PictureAsync("calls-narrow");
        Assert.True(await console.Page.EvaluateAsync<int>("() => document.documentElement.scrollWidth") <= 380, "The view is wider than the screen.");
        Assert.Empty(console.Errors);
    }

    private static Task SayAsync(ConsolePage console) => console.Page.GetByRole(AriaRole.Button, new() { Name = "Say it" }).ClickAsync();

    /// <summary>Waits until the stages stand so, first to last, and nothing is under way.</summary>
    private static async Task StandsAsync(ConsolePage console, string states) => await console.Page.WaitForFunctionAsync(
        """
        (states) => [...document.querySelectorAll('[data-testid=stages] li')].map((stage) => stage.dataset.state).join(' ') === states
          && !document.querySelector('[data-testid=streaming]')
        """,
        states);
}
