using System.Text.Json;
using Baton.Engine.Replay;

namespace Baton.Server.Tests.Ops;

public sealed class OpsConsoleTests
{
    [Fact]
    public async Task A_question_is_given_to_somebody_and_back_to_all()
    {
        await using var server = await OpsServer.StartAsync();
        var (_, ticket) = await server.WaitingAsync();

        var given = await server.SendAsync(HttpMethod.Put, $"/ops/inbox/{ticket}/assignee", """{"to":"dora"}""");
        var listed = (await server.SendAsync(HttpMethod.Get, "/ops/inbox")).Body[0].GetProperty("assignee").GetString();
        await server.SendAsync(HttpMethod.Put, $"/ops/inbox/{ticket}/assignee", """{"to":null}""");
        var after = (await server.SendAsync(HttpMethod.Get, "/ops/inbox")).Body[0].GetProperty("assignee");

        Assert.Equal((200, "dora", "dora"), (given.Status, given.Body.GetProperty("to").GetString(), listed));
        Assert.Equal(JsonValueKind.Null, after.ValueKind);
    }

    [Fact]
    public async Task Only_an_open_question_is_given_and_only_to_a_name()
    {
        await using var server = await OpsServer.StartAsync();
        var (_, ticket) = await server.WaitingAsync();

        var unknown = await server.SendAsync(HttpMethod.Put, $"/ops/inbox/{new string('0', 32)}/assignee", """{"to":"dora"}""");
        var nobody = await server.SendAsync(HttpMethod.Put, $"/ops/inbox/{ticket}/assignee", """{"to":" "}""");
        var wrong = await server.SendAsync(HttpMethod.Put, $"/ops/inbox/{ticket}/assignee", """{"name":"dora"}""");

        Assert.Equal((404, 422, 422), (unknown.Status, nobody.Status, wrong.Status));
    }

    [Fact]
    public async Task A_runs_history_is_one_that_replays_read()
    {
        await using var server = await OpsServer.StartAsync();
        var run = await server.FailedAsync();

        var (status, body, _) = await server.SendAsync(HttpMethod.Get, $"/ops/runs/{run}/history");

        var history = RunHistory.Parse(body.GetRawText());
        Assert.Equal((200, run), (status, history.Run.ToString("D")));
        Assert.Equal(404, (await server.SendAsync(HttpMethod.Get, $"/ops/runs/{Guid.Empty:D}/history")).Status);
    }

    [Fact]
    public async Task Without_agents_nothing_is_limited_and_no_run_cost_anything()
    {
        await using var server = await OpsServer.StartAsync();
        await server.FailedAsync();

        Assert.Equal(0, (await server.SendAsync(HttpMethod.Get, "/ops/budgets")).Body.GetArrayLength());
        Assert.Equal(0, (await server.SendAsync(HttpMethod.Get, "/ops/runs/dearest")).Body.GetProperty("runs").GetArrayLength());
        Assert.Equal(422, (await server.SendAsync(HttpMethod.Get, "/ops/runs/dearest?limit=9999")).Status);
    }
}
