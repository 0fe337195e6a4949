using System.Text.Json;
using Baton.ConsoleTests.Fixtures;
using Microsoft.Playwright;

namespace Baton.ConsoleTests;

/// <summary>The view of calls before a server that says what the Calls system says; the system's own tests are where it is.</summary>
public sealed class CallsTests(Browser browser) : IClassFixture<Browser>
{
    private static readonly string[] Said = ["Hello.", "I am Ann Miller.", "I want a refund.", "Go ahead.", "Goodbye."];
    private readonly List<object> _steps = [];
    private bool _breaks;

    [Fact]
    public async Task A_call_is_watched_through_its_five_stages()
    {
        await using var server = await ServerProcess.StartAsync();
        await using var console = await OpenAsync(server);
        foreach (var (said, index) in Said.Select((said, index) => (said, index)))
        {
            await Stage(console, index, "current").WaitForAsync();
            await SayAsync(console, said);
            await Stage(console, index, "done").WaitForAsync();
        }

        await console.Page.GetByTestId("complete").WaitForAsync();
        Assert.Equal(Said, await console.Page.Locator(".turn.human .bubble").AllTextContentsAsync());
        Assert.Equal(0, await console.Page.GetByLabel("Message", new() { Exact = true }).CountAsync());
        Assert.Empty(console.Errors);
    }

    [Fact]
    public async Task A_stage_that_failed_says_so_and_is_repeated()
    {
        await using var server = await ServerProcess.StartAsync();
        await using var console = await OpenAsync(server);
        _breaks = true;
        await SayAsync(console, "Hello.");
        await Stage(console, 0, "failed").WaitForAsync();
        await console.Page.GetByText("failed; the stage is repeated").WaitForAsync();
        _breaks = false;
        await SayAsync(console, "Hello again.");
        await Stage(console, 0, "done").WaitForAsync();
        Assert.Empty(console.Errors);
    }

    [Fact]
    public async Task Calls_are_not_offered_where_the_server_has_none()
    {
        await using var server = await ServerProcess.StartAsync();
        await using var console = await browser.OpenAsync(server.Address);
        await console.GoAsync("/console/scenarios");
        await console.Page.GetByRole(AriaRole.Link, new() { Name = "Desk" }).WaitForAsync();
        Assert.Equal(0, await console.Page.GetByRole(AriaRole.Link, new() { Name = "Calls" }).CountAsync());
    }

    private async Task<ConsolePage> OpenAsync(ServerProcess server)
    {
        var console = await browser.OpenAsync(server.Address);
        await console.Page.RouteAsync("**/console/session", OfferAsync);
        await console.Page.RouteAsync("**/session/CALL-1", route => Json(route, Session()));
        await console.Page.RouteAsync("**/orchestrate/stream", TakeAsync);
        await console.GoAsync("/console/calls?call=CALL-1");
        await console.Page.GetByTestId("stages").WaitForAsync();
        return console;
    }

    private static async Task SayAsync(ConsolePage console, string text)
    {
        await console.Page.GetByLabel("Message", new() { Exact = true }).FillAsync(text);
        await console.Page.GetByRole(AriaRole.Button, new() { Name = "Say it" }).ClickAsync();
    }

    private static ILocator Stage(ConsolePage console, int index, string state) =>
        console.Page.GetByTestId("stages").Locator($"li:nth-child({index + 1})[data-state={state}]");

    private static async Task OfferAsync(IRoute route)
    {
        var response = await route.FetchAsync();
        var user = (await response.TextAsync()).Replace("\"features\":[", "\"features\":[\"/orchestrate\",", StringComparison.Ordinal);
        await route.FulfillAsync(new() { Response = response, Body = user });
    }

    private int Completed => _steps.Count(step => JsonSerializer.SerializeToElement(step).GetProperty("response_status").GetString() == "success");

    private object Session() => new
    {
        call_identify_id = "CALL-1",
        account_id = "ACC-1",
        eci = "ECI-1",
        current_flow_id = Math.Min(5, Completed + 1),
        completed_flows = Enumerable.Range(1, Completed),
        is_complete = Completed == 5,
        steps = _steps,
    };

    private Task TakeAsync(IRoute route)
    {
        var stage = Math.Min(5, Completed + 1);
        var status = _breaks ? "error" : "success";
        var said = JsonDocument.Parse(route.Request.PostData!).RootElement.GetProperty("input_message").GetString();
        _steps.Add(new
        {
            intent_flow_id = stage,
            intent = "any",
            input_message = said,
            a2a_agent_url = "assistant:calls_any",
            response_status = status,
            response_data = new { text = "Of course.", agents = Array.Empty<object>() },
            timestamp = DateTimeOffset.UnixEpoch.AddSeconds(1_790_000_000 + _steps.Count),
        });
        string[] events =
        [
            "event: turn\ndata: {\"call_identify_id\":\"CALL-1\",\"run_id\":\"00000000-0000-0000-0000-000000000001\"}",
            $"id: 4\nevent: stage\ndata: {{\"intent_flow_id\":{stage},\"flow_label\":\"ANY\",\"intent\":\"any\",\"agents\":[\"any\"]}}",
            "id: 6.c0\nevent: delta\ndata: {\"agent\":\"calls_any\",\"text\":\"Of course.\"}",
            $"event: response\ndata: {{\"call_identify_id\":\"CALL-1\",\"intent_flow_id\":{stage},\"intent\":\"any\",\"status\":\"{status}\",\"response\":\"Of course.\",\"next_flow_id\":{stage + 1},\"is_complete\":false}}",
        ];
        return route.FulfillAsync(new() { ContentType = "text/event-stream", Body = string.Join("\n\n", events) + "\n\n" });
    }

    private static Task Json(IRoute route, object body) => route.FulfillAsync(new() { ContentType = "application/json", Body = JsonSerializer.Serialize(body) });
}
