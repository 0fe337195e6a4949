using Baton.Engine.Runs;
using Baton.Errors;
using Baton.Tests.Engine;
using Microsoft.AspNetCore.Http;

namespace Baton.Tests.RemoteAgents;

/// <summary>A task that is known is not lost because asking for it fails.</summary>
public sealed class KnownTaskTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_look_that_comes_to_nothing_is_followed_by_another(bool isSilent)
    {
        await using var agent = await ScriptedAgent.StartAsync();
        var asleep = false;
        var looks = 0;
        agent.Answers["SendMessage"] = (_, _) => ScriptedAgent.Sent("WORKING");
        agent.Answers["GetTask"] = (_, _) => !asleep ? ScriptedAgent.Task("WORKING")
            : ++looks > 1 ? ScriptedAgent.Task("COMPLETED", "at last")
            : isSilent ? (Func<HttpContext, Task>)Silence : 503;
        await using var engine = await EngineFixture.StartAsync(Caller.Options(agent.Settings(more: [("MaxWait", "02:00:00"), ("Retries", "0")])));
        var run = await engine.StartRunAsync("caller", new { agent = "there", text = "hello" });
        await engine.Host.AdvanceUntilAsync(run, TimeSpan.FromSeconds(1), row => row.Status == RunStatus.Sleeping);
        asleep = true;

        await engine.Host.AdvanceUntilAsync(run, TimeSpan.FromSeconds(5), row => row.Status.HasEnded());

        Assert.Equal(("at last", 2), (Caller.Read(await engine.WaitAsync(run)).Text, looks));
    }

    [Fact]
    public async Task A_task_is_waited_for_although_it_cannot_be_asked_for_a_while()
    {
        await using var agent = await ScriptedAgent.StartAsync();
        agent.Answers["SendMessage"] = (_, _) => ScriptedAgent.Sent("WORKING");
        agent.Answers["GetTask"] = (_, count) => count < 8 ? 503 : ScriptedAgent.Task("COMPLETED", "at last");
        await using var engine = await Caller.StartAsync(agent.Settings(more: ("Retries", "0")));

        Assert.Equal("at last", (await engine.CallAsync("there", "hello")).Text);
        Assert.Single(agent.Of("SendMessage"));
    }

    [Theory]
    [InlineData(503, ErrorCodes.RemoteAgentTimeout)]
    [InlineData(400, ErrorCodes.RemoteAgentRefused)]
    public async Task A_task_that_nobody_waits_for_any_more_is_told_to_end(int status, string code)
    {
        await using var agent = await ScriptedAgent.StartAsync();
        agent.Answers["SendMessage"] = (_, _) => ScriptedAgent.Sent("WORKING");
        agent.Answers["GetTask"] = (_, _) => status;
        agent.Answers["CancelTask"] = (_, _) => ScriptedAgent.Task("CANCELED");
        await using var engine = await Caller.StartAsync(agent.Settings(more: ("Timeout", "00:00:00.3")));

        Assert.Equal(code, (await engine.CallAsync("there", "hello")).Code);
        Assert.Equal("t-1", Assert.Single(agent.Of("CancelTask")).Params["id"]!.GetValue<string>());
    }

    private static Task Silence(HttpContext http)
    {
        var gone = new TaskCompletionSource();
        http.RequestAborted.Register(() => gone.TrySetResult());
        return gone.Task;
    }
}
