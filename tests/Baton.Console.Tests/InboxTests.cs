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

    private static async Task AnswerAsync(ConsolePage console, string note)
    {
        await console.Page.GetByLabel("Approved").PressAsync(" ");
        await console.Page.GetByLabel("Note").FillAsync(note);
        await console.Page.GetByRole(AriaRole.Button, new() { Name = "Send answer" }).ClickAsync();
    }
}
