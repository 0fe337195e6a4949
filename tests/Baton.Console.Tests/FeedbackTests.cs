using Baton.ConsoleTests.Fixtures;
using Microsoft.Playwright;

namespace Baton.ConsoleTests;

public sealed class FeedbackTests(Browser browser) : IClassFixture<Browser>
{
    [Fact]
    public async Task A_thumb_with_a_comment_is_kept_as_feedback_on_the_answers_run_and_shown_again()
    {
        await using var server = await ServerProcess.StartAsync();
        var run = await server.StartAsync("support_desk", new { user_id = "ann", message = "What are your opening hours?" }, "hours");
        await server.UntilAsync(run, "success");
        await using var console = await browser.OpenAsync(server.Address);
        await console.GoAsync("/console/talk?assistant=support_desk&thread=hours");
        await console.Page.Locator(".turn.ai").GetByRole(AriaRole.Button, new() { Name = "This did not help" }).ClickAsync();
        await console.Page.GetByLabel("Comment (optional)").FillAsync("I asked about Sunday.");
        await console.Page.GetByRole(AriaRole.Button, new() { Name = "Keep it" }).ClickAsync();
        await console.Page.GetByText("“I asked about Sunday.”").WaitForAsync();
        var item = Assert.Single((await server.ReadAsync($"/ops/feedback?run_id={run}")).EnumerateArray().ToList());
        Assert.Equal(("helpful", 0), (item.GetProperty("key").GetString(), item.GetProperty("score").GetInt32()));
        await console.Page.ReloadAsync();
        await console.Page.GetByText("“I asked about Sunday.”").WaitForAsync();
        Assert.Equal("true", await console.Page.GetByRole(AriaRole.Button, new() { Name = "This did not help" }).GetAttributeAsync("aria-pressed"));
        await console.GoAsync("/console/desk?case=hours");
        await console.Page.GetByTestId("case").GetByText("I asked about Sunday.").WaitForAsync();
        Assert.Empty(console.Errors);
    }
}
