using System.Text.Json;
using Baton.Engine.Stores;
using Baton.Server.Tests.Fixtures;

namespace Baton.Server.Tests.Ops;

public sealed class OpsTests
{
    [Fact]
    public async Task Runs_are_found_under_batons_own_statuses()
    {
        await using var server = await StoredRunAsync();
        using var found = await server.SendAsync(HttpMethod.Get, "/ops/runs?status=pending,running&graph=echo&thread=t-1");
        var run = Assert.Single((await TestServer.JsonAsync(found)).EnumerateArray());
        Assert.Equal(ScriptedEngine.RunId.ToString(), run.GetProperty("run_id").GetString());
        Assert.Equal("pending", run.GetProperty("status").GetString());
        using var none = await server.SendAsync(HttpMethod.Get, "/ops/runs?status=sleeping");
        Assert.Equal(0, (await TestServer.JsonAsync(none)).GetArrayLength());
        using var unknown = await server.SendAsync(HttpMethod.Get, "/ops/runs?status=busy");
        Assert.Equal(422, (int)unknown.StatusCode);
    }

    [Fact]
    public async Task A_journal_is_read_entry_by_entry()
    {
        await using var server = await StoredRunAsync();
        using var response = await server.SendAsync(HttpMethod.Get, $"/ops/runs/{ScriptedEngine.RunId}/journal");
        var entry = Assert.Single((await TestServer.JsonAsync(response)).EnumerateArray());
        Assert.Equal("run_started", entry.GetProperty("kind").GetString());
        Assert.Equal("echo", entry.GetProperty("body").GetProperty("graph").GetString());
        using var later = await server.SendAsync(HttpMethod.Get, $"/ops/runs/{ScriptedEngine.RunId}/journal?after=1");
        Assert.Equal(0, (await TestServer.JsonAsync(later)).GetArrayLength());
        using var unknown = await server.SendAsync(HttpMethod.Get, $"/ops/runs/{Guid.Empty}/journal");
        Assert.Equal(404, (int)unknown.StatusCode);
    }

    [Fact]
    public async Task An_answer_carries_value_key_and_name()
    {
        await using var server = await TestServer.StartAsync();
        using var response = await server.PostAsync("/ops/inbox/45fd", """{"value":{"approved":true}}""", ("Idempotency-Key", "k"));
        Assert.Equal("""{"ticket":"45fd","outcome":"delivered"}""", (await TestServer.JsonAsync(response)).GetRawText());
        var (ticket, answer) = server.Engine.Answered!.Value;
        Assert.Equal(("45fd", "k", "local"), (ticket, answer.Key, answer.By));
        Assert.True(answer.Value.GetProperty("approved").GetBoolean());
    }

    [Theory]
    [InlineData(SendOutcome.AlreadyDelivered, 200, null)]
    [InlineData(SendOutcome.Conflict, 409, "BTN3006")]
    [InlineData(SendOutcome.Unknown, 404, "BTN3005")]
    [InlineData(SendOutcome.Ended, 409, "BTN3007")]
    public async Task An_answer_that_does_not_count_says_why(SendOutcome outcome, int status, string? code)
    {
        await using var server = await TestServer.StartAsync();
        server.Engine.Outcome = outcome;
        using var response = await server.PostAsync("/ops/inbox/45fd", """{"value":null}""");
        Assert.Equal(status, (int)response.StatusCode);
        if (code is not null) Assert.Equal(code, (await TestServer.JsonAsync(response)).GetProperty("code").GetString());
    }

    [Theory]
    [InlineData(SendOutcome.Delivered, 200, null)]
    [InlineData(SendOutcome.AlreadyDelivered, 200, null)]
    [InlineData(SendOutcome.Unknown, 404, "BTN3004")]
    [InlineData(SendOutcome.Ended, 409, "BTN3007")]
    public async Task An_event_is_sent_to_a_run_by_name(SendOutcome outcome, int status, string? code)
    {
        await using var server = await TestServer.StartAsync();
        server.Engine.Outcome = outcome;
        using var response = await server.PostAsync($"/ops/runs/{ScriptedEngine.RunId}/signals", """{"name":"paid","payload":{"amount":5}}""");
        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal((ScriptedEngine.RunId, "paid", 5), (server.Engine.Signalled!.Value.Run, server.Engine.Signalled.Value.Name, server.Engine.Signalled.Value.Payload!.Value.GetProperty("amount").GetInt32()));
        if (code is not null) Assert.Equal(code, (await TestServer.JsonAsync(response)).GetProperty("code").GetString());
    }

    [Fact]
    public async Task An_event_without_a_name_is_refused()
    {
        await using var server = await TestServer.StartAsync();
        using var response = await server.PostAsync($"/ops/runs/{ScriptedEngine.RunId}/signals", """{"payload":1}""");
        Assert.Equal(422, (int)response.StatusCode);
        Assert.Null(server.Engine.Signalled);
    }

    [Fact]
    public async Task The_inbox_lists_what_waits_for_a_person_until_it_is_answered()
    {
        await using var server = await RealServer.StartAsync(baton =>
        {
            foreach (var graph in ConformanceGraphs.All) baton.AddGraph(graph);
        });
        using var run = new StringContent("""{"assistant_id":"approval","input":{"amount":5}}""");
        using var waiting = await server.Client.PostAsync(new Uri("/runs/wait", UriKind.Relative), run, TestContext.Current.CancellationToken);
        var ticket = Assert.Single((await GetAsync(server, "/ops/inbox")).EnumerateArray());
        Assert.Equal("approve?", ticket.GetProperty("value").GetProperty("question").GetString());
        using var answer = new StringContent("""{"value":true}""");
        using var answered = await server.Client.PostAsync(
            new Uri($"/ops/inbox/{ticket.GetProperty("ticket").GetString()}", UriKind.Relative), answer, TestContext.Current.CancellationToken);
        Assert.Equal(200, (int)answered.StatusCode);
        var id = ticket.GetProperty("run_id").GetString();
        Assert.True((await GetAsync(server, $"/threads/{id}/runs/{id}/join")).GetProperty("approved").GetBoolean());
        Assert.Equal(0, (await GetAsync(server, "/ops/inbox")).GetArrayLength());
    }

    private static async Task<JsonElement> GetAsync(RealServer server, string path)
    {
        using var response = await server.Client.GetAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);
        return await TestServer.JsonAsync(response);
    }

    private static async Task<TestServer> StoredRunAsync()
    {
        var server = await TestServer.StartAsync();
        await SampleRuns.AcceptAsync(server.Store, ScriptedEngine.RunId, "t-1");
        return server;
    }
}
