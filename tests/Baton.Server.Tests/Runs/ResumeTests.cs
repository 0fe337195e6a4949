using System.Net;
using System.Text.Json;
using Baton.Server.Tests.Fixtures;

namespace Baton.Server.Tests.Runs;

/// <summary>Resume commands that come with a run of their own: after an edit, from a checkpoint, with an update.</summary>
public sealed class ResumeTests : IAsyncLifetime
{
    private RealServer _server = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await RealServer.StartAsync(baton => baton.AddGraph(DeskGraph.Define()));
        await SendAsync("/threads", """{"thread_id":"t"}""");
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task A_resume_from_a_checkpoint_answers_the_question_inside_its_node()
    {
        await WaitAsync("""{"assistant_id":"desk","input":{"amount":5}}""");
        var body = await WaitAsync($$$"""{"assistant_id":"desk","checkpoint_id":"{{{await BeforeAsync("inside")}}}","command":{"resume":7}}""");

        Assert.Equal((7, "approve?"), (body.GetProperty("amount").GetInt32(), Question(body)));
    }

    [Fact]
    public async Task A_resume_that_names_the_question_as_it_stood_at_the_checkpoint_is_taken()
    {
        var asked = await WaitAsync("""{"assistant_id":"desk","input":{"amount":5}}""");
        var id = asked.GetProperty("__interrupt__")[0].GetProperty("id").GetString();

        var body = await WaitAsync($$$$"""{"assistant_id":"desk","checkpoint_id":"{{{{await BeforeAsync("inside")}}}}","command":{"resume":{"{{{{id}}}}":8}}}""");

        Assert.Equal((8, "approve?"), (body.GetProperty("amount").GetInt32(), Question(body)));
    }

    [Fact]
    public async Task A_resume_after_an_edit_answers_the_approval_that_comes_next()
    {
        await WaitAsync("""{"assistant_id":"desk","input":{"amount":5}}""");
        await SendAsync("/threads/t/state", """{"values":{"amount":9},"as_node":"pay"}""");

        var body = await WaitAsync("""{"assistant_id":"desk","command":{"resume":true}}""");

        Assert.Equal((9, true), (body.GetProperty("amount").GetInt32(), body.GetProperty("approved").GetBoolean()));
    }

    [Fact]
    public async Task A_resume_with_an_update_changes_the_state_and_answers()
    {
        await WaitAsync("""{"assistant_id":"desk","input":{"amount":5}}""");

        var body = await WaitAsync("""{"assistant_id":"desk","command":{"resume":6,"update":{"approved":false}}}""");

        Assert.Equal((6, false), (body.GetProperty("amount").GetInt32(), body.GetProperty("approved").GetBoolean()));
    }

    [Fact]
    public async Task A_stream_of_such_a_run_shows_no_question_that_it_answered()
    {
        await WaitAsync("""{"assistant_id":"desk","input":{"amount":5}}""");
        var request = $$$"""{"assistant_id":"desk","checkpoint_id":"{{{await BeforeAsync("inside")}}}","command":{"resume":7},"stream_mode":["updates"]}""";
        using var response = await _server.Client.PostAsync("/threads/t/runs/stream", new StringContent(request), TestContext.Current.CancellationToken);

        var frames = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

        Assert.DoesNotContain("how much?", frames, StringComparison.Ordinal);
        Assert.Contains("approve?", frames, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_fork_shows_a_client_the_question_whether_to_repeat_a_call_and_takes_its_answer()
    {
        await WaitAsync("""{"assistant_id":"desk","input":{"amount":5}}""");
        await WaitAsync("""{"assistant_id":"desk","command":{"resume":7}}""");

        var asked = await WaitAsync($$$"""{"assistant_id":"desk","checkpoint_id":"{{{await BeforeAsync("pay")}}}","input":null}""");
        var body = await WaitAsync("""{"assistant_id":"desk","command":{"resume":{"action":"result","value":true}}}""");

        Assert.Equal("pay", asked.GetProperty("__interrupt__")[0].GetProperty("value").GetProperty("effect").GetString());
        Assert.Equal("approve?", Question(body));
    }

    [Fact]
    public async Task An_edit_as_something_that_is_no_node_is_refused_and_the_question_stays()
    {
        await WaitAsync("""{"assistant_id":"desk","input":{"amount":5}}""");

        var (status, refused) = await SendAsync("/threads/t/state", """{"values":{"amount":9},"as_node":"nowhere"}""");
        var (_, state) = await SendAsync("/threads/t/state", null);

        Assert.Equal((HttpStatusCode.UnprocessableEntity, "BTN1201"), (status, refused.GetProperty("code").GetString()));
        Assert.Equal(1, state.GetProperty("interrupts").GetArrayLength());
    }

    [Fact]
    public async Task Threads_are_found_and_counted_by_their_state()
    {
        foreach (var (thread, amount) in ((string, int)[])[("a", 1), ("b", 2), ("c", 1)])
        {
            await SendAsync($"/threads/{thread}/runs/wait", $$$"""{"assistant_id":"desk","if_not_exists":"create","input":{"amount":{{{amount}}}}}""");
        }

        var (_, found) = await SendAsync("/threads/search", """{"values":{"amount":1},"sort_by":"thread_id","sort_order":"asc"}""");
        var (_, page) = await SendAsync("/threads/search", """{"values":{"amount":1},"sort_by":"thread_id","sort_order":"asc","offset":1,"limit":1,"select":["thread_id"]}""");
        var (_, count) = await SendAsync("/threads/count", """{"values":{"amount":1,"approved":null}}""");

        Assert.Equal(["a", "c"], found.EnumerateArray().Select(thread => thread.GetProperty("thread_id").GetString()));
        Assert.Equal("""[{"thread_id":"c"}]""", page.GetRawText());
        Assert.Equal(2, count.GetInt32());
    }

    private async Task<string?> BeforeAsync(string node)
    {
        var (_, history) = await SendAsync("/threads/t/history", """{"limit":50}""");
        return history.EnumerateArray().First(state => state.GetProperty("next").EnumerateArray().Any(next => next.GetString() == node))
            .GetProperty("checkpoint").GetProperty("checkpoint_id").GetString();
    }

    private static string? Question(JsonElement body) => Assert.Single(body.GetProperty("__interrupt__").EnumerateArray()).GetProperty("value").GetProperty("question").GetString();

    private async Task<JsonElement> WaitAsync(string body) => (await SendAsync("/threads/t/runs/wait", body)).Body;

    private async Task<(HttpStatusCode Status, JsonElement Body)> SendAsync(string path, string? body)
    {
        using var request = new HttpRequestMessage(body is null ? HttpMethod.Get : HttpMethod.Post, path);
        if (body is not null) request.Content = new StringContent(body);
        using var response = await _server.Client.SendAsync(request, TestContext.Current.CancellationToken);
        return (response.StatusCode, await TestServer.JsonAsync(response));
    }
}
