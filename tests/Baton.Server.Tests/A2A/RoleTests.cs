using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Baton.Server.Tests.A2A;

/// <summary>What follows from the roles of a key, where a graph asks the server's own people.</summary>
public sealed class RoleTests
{
    [Fact]
    public async Task What_a_client_writes_to_a_task_that_asks_others_is_heard_and_answers_nothing()
    {
        await using var server = await AskingOthers.StartAsync();
        var asked = await server.As("client").SendAsync("m-1", "hello");

        var told = await server.As("client").SendAsync("m-2", "approved", taskId: asked.Id);
        var done = await server.As("operator").SendAsync("m-3", "no", taskId: asked.Id);

        Assert.Equal((asked.Id, "TASK_STATE_INPUT_REQUIRED"), (told.Id, told.State));
        Assert.Equal("TASK_STATE_COMPLETED", done.State);
        Assert.Equal("hello, approved, no", done.Task.GetProperty("artifacts")[0].GetProperty("parts")[0].GetProperty("text").GetString());
    }

    [Theory]
    [InlineData("client", false)]
    [InlineData("operator", true)]
    public async Task What_people_are_asked_is_shown_to_operators_alone_by_the_run_api(string role, bool isShown)
    {
        await using var server = await AskingOthers.StartAsync();
        var input = new { assistant_id = AskingOthers.Id, input = new { text = "hello" }, if_not_exists = "create", stream_mode = new[] { "values", "updates", "debug" } };
        using var waits = await server.Http("client").PostAsJsonAsync("/threads/t/runs/wait", input, TestContext.Current.CancellationToken);
        using var streams = await server.Http("client").PostAsJsonAsync("/threads/u/runs/stream", input, TestContext.Current.CancellationToken);
        var run = waits.Content.Headers.GetValues("Content-Location").Single();

        string[] seen =
        [
            await TextAsync("/threads/t"), await TextAsync("/threads/t/state"), await TextAsync("/threads/t/history"), await TextAsync($"{run}/join"),
            await TextAsync($"{run}/stream?stream_mode=values&stream_mode=updates"),
        ];

        Assert.All(seen, text => Assert.Equal(isShown, text.Contains(AskingOthers.Secret, StringComparison.Ordinal)));
        Assert.All(seen, text => Assert.Equal(!isShown, text.Contains("The request waits for a person.", StringComparison.Ordinal)));
        Assert.DoesNotContain(AskingOthers.Secret, await waits.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.DoesNotContain(AskingOthers.Secret, await streams.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));

        async Task<string> TextAsync(string path) => await server.Http(role).GetStringAsync(path, TestContext.Current.CancellationToken);
    }

    [Theory]
    [InlineData("client", 0)]
    [InlineData("operator", 1)]
    public async Task Nor_is_a_thread_found_by_what_its_state_hides(string role, int found)
    {
        await using var server = await AskingOthers.StartAsync();
        using var waits = await server.Http("client").PostAsJsonAsync("/threads/t/runs/wait", new { assistant_id = AskingOthers.Id, input = new { text = "hello" }, if_not_exists = "create" }, TestContext.Current.CancellationToken);
        var query = new { values = new { lines = new[] { "hello" } } };

        using var threads = await server.Http(role).PostAsJsonAsync("/threads/search", query, TestContext.Current.CancellationToken);
        using var count = await server.Http(role).PostAsJsonAsync("/threads/count", query, TestContext.Current.CancellationToken);

        Assert.Equal(found, (await threads.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken)).GetArrayLength());
        Assert.Equal(found, await count.Content.ReadFromJsonAsync<int>(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Nor_does_a_client_answer_by_resuming_the_run()
    {
        await using var server = await AskingOthers.StartAsync();
        await server.Http("client").PostAsJsonAsync("/threads/t/runs/wait", new { assistant_id = AskingOthers.Id, input = new { text = "hello" }, if_not_exists = "create" }, TestContext.Current.CancellationToken);
        var resume = new { assistant_id = AskingOthers.Id, command = new { resume = "mine" } };

        using var refused = await server.Http("client").PostAsJsonAsync("/threads/t/runs/wait", resume, TestContext.Current.CancellationToken);
        using var taken = await server.Http("operator").PostAsJsonAsync("/threads/t/runs/wait", resume, TestContext.Current.CancellationToken);

        Assert.Equal((HttpStatusCode.Forbidden, HttpStatusCode.OK), (refused.StatusCode, taken.StatusCode));
    }

    [Fact]
    public async Task What_is_asked_of_others_is_shown_to_those_who_may_answer()
    {
        await using var server = await AskingOthers.StartAsync();
        var asked = await server.As("client").SendAsync("m-1", "hello");

        Assert.Equal("The request waits for a person.", Says(asked.Task));
        foreach (var role in new[] { "viewer", "client" })
        {
            Assert.DoesNotContain(AskingOthers.Secret, (await server.As(role).GetAsync(asked.Id)).Result.GetRawText(), StringComparison.Ordinal);
            Assert.DoesNotContain(AskingOthers.Secret, (await server.As(role).ListAsync()).Result.GetRawText(), StringComparison.Ordinal);
        }

        Assert.Equal(AskingOthers.Secret, Says((await server.As("operator").GetAsync(asked.Id)).Task));
        Assert.Equal(AskingOthers.Secret, Says((await server.As("operator").ListAsync()).Result.GetProperty("tasks")[0]));
    }

    [Fact]
    public async Task What_others_were_asked_and_said_is_no_part_of_a_clients_history()
    {
        await using var server = await AskingOthers.StartAsync();
        var asked = await server.As("client").SendAsync("m-1", "hello");
        await server.As("operator").SendAsync("m-2", "no", taskId: asked.Id);

        Assert.Equal(1, (await server.As("client").GetAsync(asked.Id)).Task.GetProperty("history").GetArrayLength());
        Assert.Equal(3, (await server.As("operator").GetAsync(asked.Id)).Task.GetProperty("history").GetArrayLength());
    }

    [Fact]
    public async Task Streams_and_push_notifications_say_only_that_a_person_is_asked()
    {
        await using var hooks = await HookReceiver.StartAsync();
        await using var server = await AskingOthers.StartAsync();
        using var events = await server.As("client").StreamAsync("m-1");
        var streamed = await events.AllAsync();
        await server.As("client").SendAsync("m-2", configuration: new JsonObject { ["taskPushNotificationConfig"] = new JsonObject { ["url"] = hooks.Address + "/told" } });

        var told = (await hooks.UntilAsync("/told", 1))[0].Body.GetProperty("statusUpdate");

        Assert.Equal("The request waits for a person.", Says(told));
        Assert.Equal("The request waits for a person.", Says(streamed[^1].GetProperty("statusUpdate")));
    }

    [Fact]
    public async Task What_a_graph_asks_its_caller_is_answered_by_a_client()
    {
        await using var server = await AskingOthers.StartAsync();
        var client = server.As("client", TckAgent.Id);
        var asked = await client.SendAsync("tck-input-required-1");

        var done = await client.SendAsync("m-2", "this", taskId: asked.Id);

        Assert.Equal(("What else?", "TASK_STATE_COMPLETED"), (Says(asked.Task), done.State));
    }

    [Theory]
    [InlineData(A2AClient.Rpc)]
    [InlineData(A2AClient.Rest)]
    public async Task Secrets_of_receivers_are_not_for_viewers(string binding)
    {
        await using var server = await AskingOthers.StartAsync();
        var asked = await server.As("client").SendAsync("m-1", "hello");
        var made = await server.As("client").CreatePushAsync(asked.Id, new JsonObject { ["url"] = "http://127.0.0.1:9/x", ["token"] = "hush" });
        var id = made.Result.GetProperty("id").GetString()!;

        Assert.Equal("hush", (await server.As("client", binding: binding).GetPushAsync(asked.Id, id)).Result.GetProperty("token").GetString());
        Assert.DoesNotContain("hush", await server.TextAsync("viewer", binding, "GetTaskPushNotificationConfig", asked.Id, id), StringComparison.Ordinal);
        Assert.DoesNotContain("hush", await server.TextAsync("viewer", binding, "ListTaskPushNotificationConfigs", asked.Id, ""), StringComparison.Ordinal);
    }

    private static string? Says(JsonElement task) =>
        task.GetProperty("status").GetProperty("message").GetProperty("parts")[0].GetProperty("text").GetString();
}
