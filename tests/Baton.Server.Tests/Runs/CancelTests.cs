using Baton.Engine.Stores;
using Baton.Server.Tests.Fixtures;

namespace Baton.Server.Tests.Runs;

public sealed class CancelTests
{
    private static readonly string _run = $"/threads/t-1/runs/{ScriptedEngine.RunId}";

    [Fact]
    public async Task Cancel_is_accepted_without_waiting()
    {
        await using var server = await StoredRunAsync();
        using var response = await server.SendAsync(HttpMethod.Post, $"{_run}/cancel?wait=0&action=rollback&reason=taken");
        Assert.Equal(202, (int)response.StatusCode);
        Assert.Equal((ScriptedEngine.RunId, "taken: cancelled by local", true), Assert.Single(server.Engine.Cancelled));
    }

    [Fact]
    public async Task Cancel_with_wait_answers_when_the_run_has_ended()
    {
        await using var server = await StoredRunAsync();
        var cancelling = server.SendAsync(HttpMethod.Post, $"{_run}/cancel?wait=1&action=interrupt");
        await server.Engine.CancelSeen.Task.WaitAsync(TestServer.Patience, TestContext.Current.CancellationToken);
        Assert.False(cancelling.IsCompleted);
        server.Engine.Succeed("{}");
        using var response = await cancelling;
        Assert.Equal(204, (int)response.StatusCode);
    }

    [Theory]
    [InlineData(SendOutcome.Ended, 409, "BTN3007")]
    [InlineData(SendOutcome.Unknown, 404, "BTN3004")]
    public async Task Cancel_of_a_run_that_cannot_be_cancelled_is_refused(SendOutcome outcome, int status, string code)
    {
        await using var server = await StoredRunAsync();
        server.Engine.Outcome = outcome;
        using var response = await server.SendAsync(HttpMethod.Post, $"{_run}/cancel");
        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal(code, (await TestServer.JsonAsync(response)).GetProperty("code").GetString());
    }

    [Fact]
    public async Task An_unknown_action_is_refused()
    {
        await using var server = await StoredRunAsync();
        using var response = await server.SendAsync(HttpMethod.Post, $"{_run}/cancel?action=explode");
        Assert.Equal(422, (int)response.StatusCode);
        Assert.Empty(server.Engine.Cancelled);
    }

    [Fact]
    public async Task A_run_that_has_not_ended_is_not_deleted()
    {
        await using var server = await StoredRunAsync();
        using var response = await server.SendAsync(HttpMethod.Delete, _run);
        Assert.Equal(409, (int)response.StatusCode);
    }

    [Fact]
    public async Task Runs_of_a_thread_are_listed_by_status()
    {
        await using var server = await StoredRunAsync();
        using var pending = await server.SendAsync(HttpMethod.Get, "/threads/t-1/runs?status=pending&select=%5B%22run_id%22%5D");
        var run = Assert.Single((await TestServer.JsonAsync(pending)).EnumerateArray());
        Assert.Equal(ScriptedEngine.RunId.ToString(), Assert.Single(run.EnumerateObject()).Value.GetString());
        using var ended = await server.SendAsync(HttpMethod.Get, "/threads/t-1/runs?status=success");
        Assert.Equal(0, (await TestServer.JsonAsync(ended)).GetArrayLength());
        using var unknown = await server.SendAsync(HttpMethod.Get, "/threads/t-1/runs?status=done");
        Assert.Equal(422, (int)unknown.StatusCode);
    }

    private static async Task<TestServer> StoredRunAsync()
    {
        var server = await TestServer.StartAsync();
        await SampleRuns.AcceptAsync(server.Store, ScriptedEngine.RunId, "t-1");
        return server;
    }
}
