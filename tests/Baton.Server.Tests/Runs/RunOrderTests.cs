using System.Text.Json;
using Baton.Engine.Journal;
using Baton.Engine.Stores;
using Baton.Server.Tests.Fixtures;

namespace Baton.Server.Tests.Runs;

public sealed class RunOrderTests
{
    [Fact]
    public async Task Every_field_reaches_the_engine()
    {
        await using var server = await TestServer.StartAsync();
        using var response = await server.PostAsync(
            "/threads/campaign-7:42/runs",
            """
            {
              "assistant_id": "echo", "input": {"text": "hi"}, "metadata": {"case": 7},
              "config": {"configurable": {"language": "de", "tier": "free"}, "recursion_limit": 25}, "context": {"tier": "gold"},
              "interrupt_before": "*", "interrupt_after": ["reply"], "webhook": "https://example.org/hook",
              "checkpoint": {"checkpoint_id": "019c0000-0000-7000-8000-000000000001-0000002a"},
              "multitask_strategy": "rollback", "after_seconds": 1.5, "if_not_exists": "create",
              "durability": "sync", "stream_resumable": true, "on_completion": "keep", "feedback_keys": ["x"], "unknown_field": [1]
            }
            """,
            ("Idempotency-Key", "key-1"));
        Assert.Equal(200, (int)response.StatusCode);
        var request = Assert.Single(server.Engine.Started);
        Assert.Equal("echo", request.Assistant);
        Assert.Equal("campaign-7:42", request.Thread);
        Assert.True(request.CreateThread);
        Assert.Equal("hi", request.Input!.Value.GetProperty("text").GetString());
        Assert.Null(request.Resume);
        Assert.Equal(7, request.Metadata!.Value.GetProperty("case").GetInt32());
        Assert.Equal("""{"language":"de","tier":"gold"}""", request.Configuration!.Value.GetRawText());
        Assert.Equal(["*"], request.InterruptBefore);
        Assert.Equal(["reply"], request.InterruptAfter);
        Assert.Equal("https://example.org/hook", request.Webhook);
        Assert.Equal(new CheckpointRef(ScriptedEngine.RunId, 42), request.From);
        Assert.Equal(MultitaskStrategy.Rollback, request.Strategy);
        Assert.Equal(TimeSpan.FromSeconds(1.5), request.Delay);
        Assert.Equal("key-1", request.IdempotencyKey);
        Assert.Equal("local", request.By);
    }

    [Fact]
    public async Task A_budget_that_limits_nothing_known_or_is_no_number_is_refused()
    {
        await using var server = await TestServer.StartAsync();
        using var response = await server.PostAsync(
            "/runs", """{"assistant_id":"echo","input":{},"config":{"configurable":{"run_budget":{"token":1,"tokens":-1,"cost_usd":"1"}}}}""");
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Equal(422, (int)response.StatusCode);
        Assert.All(["run_budget.token", "run_budget.tokens", "run_budget.cost_usd"], name => Assert.Contains($"config.configurable.{name}", text, StringComparison.Ordinal));
        Assert.Empty(server.Engine.Started);
    }

    [Fact]
    public async Task Defaults_are_those_of_the_contract()
    {
        await using var server = await TestServer.StartAsync();
        using var response = await server.PostAsync("/threads/t/runs", """{"assistant_id":"echo","input":null}""");
        var request = Assert.Single(server.Engine.Started);
        Assert.Null(request.Input);
        Assert.False(request.CreateThread);
        Assert.Equal(MultitaskStrategy.Enqueue, request.Strategy);
    }

    [Theory]
    [InlineData("""{"resume":true}""", "true", null, null)]
    [InlineData("""{"resume":null}""", "null", null, null)]
    [InlineData("""{"resume":{"a":1},"update":{"x":1},"goto":"reply"}""", """{"a":1}""", """{"x":1}""", "reply")]
    [InlineData("""{"update":[["x",1],["y",[2]]],"goto":["reply"]}""", null, """{"x":1,"y":[2]}""", "reply")]
    [InlineData("""{"goto":{"node":"reply"}}""", null, null, "reply")]
    public async Task Commands_replace_the_input(string command, string? resume, string? update, string? target)
    {
        await using var server = await TestServer.StartAsync();
        using var response = await server.PostAsync("/threads/t/runs", $$$"""{"assistant_id":"echo","input":{"text":"no"},"command":{{{command}}}}""");
        var request = Assert.Single(server.Engine.Started);
        Assert.Null(request.Input);
        Assert.Equal(resume, request.Resume?.GetRawText());
        Assert.Equal(update, request.Update?.GetRawText());
        Assert.Equal(target, request.Goto);
    }

    [Fact]
    public async Task Wrong_types_are_all_named()
    {
        await using var server = await TestServer.StartAsync();
        using var response = await server.PostAsync(
            "/runs",
            """
            {"assistant_id":5,"metadata":"x","config":{"configurable":[]},"multitask_strategy":"wait","after_seconds":-1,"stream_subgraphs":"yes",
             "interrupt_before":[1],"webhook":"file:///etc/passwd","command":{"goto":[{"node":"a","input":{}}],"update":5}}
            """);
        Assert.Equal(422, (int)response.StatusCode);
        var body = await TestServer.JsonAsync(response);
        Assert.Equal("BTN6003", body.GetProperty("code").GetString());
        Assert.Equal(
            ["after_seconds", "assistant_id", "command.goto", "command.update", "config.configurable", "interrupt_before", "metadata",
                "multitask_strategy", "stream_subgraphs", "webhook"],
            body.GetProperty("faults").EnumerateArray().Select(fault => fault.GetProperty("where").GetString()!).Distinct().Order(StringComparer.Ordinal));
        Assert.Empty(server.Engine.Started);
    }

    [Fact]
    public async Task An_assistant_is_found_by_graph_id_and_by_uuid()
    {
        await using var server = await TestServer.StartAsync();
        using var search = await server.PostAsync("/assistants/search", "{}");
        var id = (await TestServer.JsonAsync(search)).EnumerateArray()
            .Single(assistant => assistant.GetProperty("graph_id").GetString() == "echo").GetProperty("assistant_id").GetString();
        using var response = await server.PostAsync("/runs", $$$"""{"assistant_id":"{{{id}}}","input":{}}""");
        Assert.Equal(id, (await TestServer.JsonAsync(response)).GetProperty("assistant_id").GetString());
        Assert.Equal("echo", Assert.Single(server.Engine.Started).Assistant);
    }

    [Fact]
    public async Task An_unknown_assistant_is_a_404()
    {
        await using var server = await TestServer.StartAsync();
        using var response = await server.PostAsync("/runs/wait", """{"assistant_id":"nobody","input":{}}""");
        Assert.Equal(404, (int)response.StatusCode);
        Assert.Equal("BTN1102", (await TestServer.JsonAsync(response)).GetProperty("code").GetString());
    }

    [Fact]
    public async Task A_batch_takes_camel_case_and_is_refused_as_a_whole()
    {
        await using var server = await TestServer.StartAsync();
        using var bad = await server.PostAsync("/runs/batch", """[{"assistant_id":"echo"},{"assistant_id":"echo","multitaskStrategy":"x"}]""");
        Assert.Equal(422, (int)bad.StatusCode);
        Assert.Empty(server.Engine.Started);
        using var good = await server.PostAsync(
            "/runs/batch", """[{"assistantId":"echo","assistant_id":"echo","multitaskStrategy":"reject","input":{"text":"a"}},{"assistant_id":"echo","input":{"text":"b"}}]""");
        Assert.Equal(2, (await TestServer.JsonAsync(good)).GetArrayLength());
        Assert.Equal([MultitaskStrategy.Reject, MultitaskStrategy.Enqueue], server.Engine.Started.Select(request => request.Strategy));
    }

    [Theory]
    [InlineData("search")]
    [InlineData("count")]
    [InlineData("prune")]
    [InlineData("a%20b")]
    [InlineData("%C3%A4")]
    public async Task Thread_ids_of_another_form_are_refused(string id)
    {
        await using var server = await TestServer.StartAsync();
        using var response = await server.PostAsync($"/threads/{id}/runs/wait", """{"assistant_id":"echo","input":{}}""");
        Assert.Equal(422, (int)response.StatusCode);
        Assert.Equal("BTN3009", (await TestServer.JsonAsync(response)).GetProperty("code").GetString());
    }

    [Fact]
    public async Task A_run_of_its_own_is_reached_under_its_own_id()
    {
        await using var server = await TestServer.StartAsync();
        await SampleRuns.AcceptAsync(server.Store, ScriptedEngine.RunId);
        using var response = await server.SendAsync(HttpMethod.Get, $"/threads/{ScriptedEngine.RunId}/runs/{ScriptedEngine.RunId}");
        var run = await TestServer.JsonAsync(response);
        Assert.Equal("pending", run.GetProperty("status").GetString());
        Assert.Equal(ScriptedEngine.RunId.ToString(), run.GetProperty("thread_id").GetString());
        Assert.Equal(JsonValueKind.Object, run.GetProperty("metadata").ValueKind);
        using var elsewhere = await server.SendAsync(HttpMethod.Get, $"/threads/other/runs/{ScriptedEngine.RunId}");
        Assert.Equal(404, (int)elsewhere.StatusCode);
    }
}
