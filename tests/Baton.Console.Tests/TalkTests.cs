using Baton.ConsoleTests.Fixtures;

namespace Baton.ConsoleTests;

public sealed class TalkTests(Browser browser) : IClassFixture<Browser>
{
    [Fact]
    public async Task An_answer_is_shown_while_it_is_written_and_the_page_says_by_whom()
    {
        await using var server = await ServerProcess.StartAsync();
        await using var console = await browser.OpenAsync(server.Address);
        await console.GoAsync("/console/talk");
        // The words stay for a moment only: whoever looks later sees the whole answer, so the page notes them itself.
        await console.Page.EvaluateAsync(
            """
            () => {
              window.heard = new Set()
              new MutationObserver(() => {
                const text = document.querySelector('[data-testid=streaming] .bubble')?.textContent
                if (text) window.heard.add(text)
              }).observe(document.body, { subtree: true, childList: true, characterData: true })
            }
            """);
        await console.Page.GetByLabel("Message", new() { Exact = true }).FillAsync("My router keeps dropping the connection.");
        await console.Page.Keyboard.PressAsync("Enter");
        await console.Page.Locator(".turn.ai:not([data-testid]) .bubble").WaitForAsync();
        Assert.True(await console.Page.EvaluateAsync<int>("() => window.heard.size") > 0, "The answer was not shown while it was written.");
        await console.Page.Locator(".turn.ai .chip", new() { HasText = "technical" }).First.WaitForAsync();
        await console.Page.GetByText("What happened").ClickAsync();
        await console.Page.GetByTestId("run").WaitForAsync();
        Assert.Empty(console.Errors);
    }

    [Fact]
    public async Task A_thread_is_taken_up_again_by_its_address()
    {
        await using var server = await ServerProcess.StartAsync();
        var run = await server.StartAsync("support_desk", new { user_id = "ann", message = "What are your opening hours?" }, "hours");
        await server.UntilAsync(run, "success");
        await using var console = await browser.OpenAsync(server.Address);
        await console.GoAsync("/console/talk?assistant=support_desk&thread=hours");
        await console.Page.Locator(".turn.human", new() { HasText = "opening hours" }).WaitForAsync();
        await console.Page.Locator(".turn.ai").WaitForAsync();
        Assert.Empty(console.Errors);
    }
}
