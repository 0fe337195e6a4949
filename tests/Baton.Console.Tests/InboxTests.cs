using Baton.ConsoleTests.Fixtures;
using Microsoft.Playwright;

namespace Baton.ConsoleTests;

public sealed class InboxTests(Browser browser) : IClassFixture<Browser>
{
    [Fact]
    public async Task A_question_is_answered_in_a_form_and_the_run_goes_on()
    {
        await using var server = await ServerProcess.StartAsync();
        var run = await server.StartAsync("refund", new { customer = "ann", amount = 20 });
        await server.UntilAsync(run, "waiting");
        await using var console = await browser.OpenAsync(server.Address);
        await console.GoAsync("/console/inbox");
        await AnswerAsync(console, "Of course.");
        await console.Page.GetByText("Answered. The run goes on.").WaitForAsync();
        await server.UntilAsync(run, "success");
        Assert.Empty(console.Errors);
    }

    [Fact]
    public async Task Who_answers_second_is_told_so()
    {
        await using var server = await ServerProcess.StartAsync();
        var run = await server.StartAsync("refund", new { customer = "ann", amount = 20 });
        await server.UntilAsync(run, "waiting");
        await using var first = await browser.OpenAsync(server.Address);
        await using var second = await browser.OpenAsync(server.Address);
        await first.GoAsync("/console/inbox");
        await second.GoAsync("/console/inbox");
        await second.Page.GetByLabel("Note").FillAsync("Never.");
        // Without the live feed the second one learns it only by their own answer.
        await second.Page.RouteAsync("**/ops/inbox?*", route => route.AbortAsync());
        await AnswerAsync(first, "Of course.");
        await first.Page.GetByText("Answered. The run goes on.").WaitForAsync();
        await second.Page.GetByRole(AriaRole.Button, new() { Name = "Send answer" }).ClickAsync();
        await second.Page.GetByText("Somebody else has answered this.").WaitForAsync();
    }

    [Fact]
    public async Task A_question_is_given_to_somebody_and_found_among_theirs()
    {
        await using var server = await ServerProcess.StartAsync();
        foreach (var customer in (string[])["ann", "bob"]) await server.UntilAsync(await server.StartAsync("refund", new { customer, amount = 20 }), "waiting");
        await using var console = await browser.OpenAsync(server.Address);
        await console.GoAsync("/console/inbox");
        await console.Page.Locator(".list .item.chosen").WaitForAsync();
        await console.Page.Keyboard.PressAsync("g");
        await console.Page.GetByLabel("Name").FillAsync("local");
        await console.Page.Keyboard.PressAsync("Enter");
        await console.Page.Locator(".list .chip", new() { HasText = "local" }).WaitForAsync();
        await console.Page.GetByText("Mine", new() { Exact = true }).ClickAsync();
        await console.Page.WaitForURLAsync(address => address.Contains("whose=mine", StringComparison.Ordinal));
        Assert.Equal(1, await console.Page.Locator(".list .item").CountAsync());
        Assert.Empty(console.Errors);
    }

    [Fact]
    public async Task The_desk_hands_a_request_over_by_its_own_rules()
    {
        await using var server = await ServerProcess.StartAsync();
        await server.UntilAsync(await server.StartAsync("support_desk", new { user_id = "cleo", message = "I want to talk to a manager now." }, "manager"), "waiting");
        await using var console = await browser.OpenAsync(server.Address);
        await console.GoAsync("/console/inbox");
        await console.Page.GetByText("resolve", new() { Exact = true }).ClickAsync();
        await console.Page.GetByLabel("Summary").WaitForAsync();
        Assert.Equal(0, await console.Page.GetByLabel("Tool", new() { Exact = true }).CountAsync());
        await console.Page.GetByRole(AriaRole.Button, new() { Name = "Give to …" }).ClickAsync();
        await console.Page.GetByLabel("Name").FillAsync("dora");
        await console.Page.Keyboard.PressAsync("Enter");
        await console.Page.Locator(".list .chip", new() { HasText = "dora" }).WaitForAsync();
        Assert.Empty(console.Errors);
    }

    private static async Task AnswerAsync(ConsolePage console, string note)
    {
        await console.Page.GetByLabel("Approved").PressAsync(" ");
        await console.Page.GetByLabel("Note").FillAsync(note);
        await console.Page.GetByRole(AriaRole.Button, new() { Name = "Send answer" }).ClickAsync();
    }
}
