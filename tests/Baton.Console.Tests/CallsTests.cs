using Baton.ConsoleTests.Fixtures;
using Microsoft.Playwright;

namespace Baton.ConsoleTests;

public sealed class CallsTests(Browser browser) : IClassFixture<Browser>
{
    [Fact]
    public async Task Calls_are_not_offered_where_the_server_has_none()
    {
        await using var server = await ServerProcess.StartAsync();
        await using var console = await browser.OpenAsync(server.Address);
        await console.GoAsync("/console/scenarios");
        await console.Page.GetByRole(AriaRole.Link, new() { Name = "Desk" }).WaitForAsync();
        Assert.Equal(0, await console.Page.GetByRole(AriaRole.Link, new() { Name = "Calls" }).CountAsync());
    }
}
