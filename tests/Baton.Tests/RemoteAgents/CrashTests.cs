using System.Text.Json.Nodes;
using Baton.Engine.Journal;
using Baton.Engine.Runs;
using Baton.Tests.Engine;
using Microsoft.AspNetCore.Http;

namespace Baton.Tests.RemoteAgents;

/// <summary>A server that dies in the middle of a call.</summary>
public sealed class CrashTests
{
    [Fact]
    public async Task A_crash_before_the_task_is_known_sends_the_same_message_again_and_marks_it()
    {
        await using var agent = await ScriptedAgent.StartAsync();
        agent.Answers["SendMessage"] = (_, count) => count == 1
            ? new Func<HttpContext, Task>(http => Task.Delay(Timeout.Infinite, http.RequestAborted))
            : ScriptedAgent.Sent("COMPLETED", "once");
        await using var engine = await Caller.StartAsync(agent.Settings());
        var run = await engine.StartRunAsync("caller", new { agent = "there", text = "hello" });
        await Until.TrueAsync(() => agent.Of("SendMessage").Any());

        await engine.Host.CrashAsync();

        Assert.Equal("once", Caller.Read(await engine.WaitAsync(run)).Text);
        Assert.Equal(2, agent.Of("SendMessage").Count());
        Assert.Single(agent.Of("SendMessage").Select(asked => asked.MessageId).Distinct());
        Assert.Equal([false, true], (await engine.JournalAsync(run)).OfType<EffectStarted>().Select(started => started.Repeated));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_crash_after_that_asks_for_the_tasks_result_and_sends_nothing_again(bool streams)
    {
        await using var agent = await ScriptedAgent.StartAsync();
        if (streams) agent.Streaming();
        var state = "WORKING";
        agent.Answers["SendMessage"] = (_, _) => ScriptedAgent.Sent("WORKING");
        agent.Answers["SendStreamingMessage"] = (_, _) => new JsonNode[] { (JsonNode)ScriptedAgent.Sent("WORKING") };
        agent.Answers["GetTask"] = (_, _) => ScriptedAgent.Task(state, "kept");
        await using var engine = await Caller.StartAsync(agent.Settings());
        var run = await engine.StartRunAsync("caller", new { agent = "there", text = "hello" });
        await Until.TrueAsync(() => agent.Of("GetTask").Any());

        await engine.Host.CrashAsync();
        state = "COMPLETED";

        Assert.Equal("kept", Caller.Read(await engine.WaitAsync(run)).Text);
        Assert.Single(agent.Requests, asked => asked.Method.StartsWith("Send", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_takes_long_is_waited_for_asleep_and_looked_at_less_and_less_often()
    {
        await using var agent = await ScriptedAgent.StartAsync();
        var state = "WORKING";
        agent.Answers["SendMessage"] = (_, _) => ScriptedAgent.Sent("WORKING");
        agent.Answers["GetTask"] = (_, _) => ScriptedAgent.Task(state, "at last");
        await using var engine = await EngineFixture.StartAsync(Caller.Options(agent.Settings(more: ("MaxWait", "02:00:00"))));
        var run = await engine.StartRunAsync("caller", new { agent = "there", text = "hello" });

        await engine.Host.AdvanceUntilAsync(run, TimeSpan.FromSeconds(1), row => row.Status == RunStatus.Sleeping);
        await engine.Host.RestartAsync();
        await engine.Host.AdvanceUntilAsync(run, TimeSpan.FromSeconds(20), row => row.Seq > 30);
        state = "COMPLETED";
        await engine.Host.AdvanceUntilAsync(run, TimeSpan.FromSeconds(20), row => row.Status == RunStatus.Success);

        var looks = (await engine.JournalAsync(run)).OfType<TicketOpened>().ToList();
        Assert.All(looks, look => Assert.Equal(TicketKind.Remote, look.Kind));
        Assert.True(looks[^1].Deadline - looks[^2].Deadline > looks[1].Deadline - looks[0].Deadline);
        Assert.Single(agent.Of("SendMessage"));
        Assert.Equal("at last", Caller.Read(await engine.WaitAsync(run)).Text);
    }

    [Fact]
    public async Task What_takes_longer_than_it_may_is_a_failure()
    {
        await using var agent = await ScriptedAgent.StartAsync();
        agent.Answers["SendMessage"] = (_, _) => ScriptedAgent.Sent("WORKING");
        agent.Answers["GetTask"] = (_, _) => ScriptedAgent.Task("WORKING");
        agent.Answers["CancelTask"] = (_, _) => ScriptedAgent.Task("CANCELED");
        await using var engine = await EngineFixture.StartAsync(Caller.Options(agent.Settings(more: ("MaxWait", "00:02:00"))));
        var run = await engine.StartRunAsync("caller", new { agent = "there", text = "hello" });

        await engine.Host.AdvanceUntilAsync(run, TimeSpan.FromSeconds(1), row => row.Status == RunStatus.Success);

        Assert.Equal(Baton.Errors.ErrorCodes.RemoteAgentTimeout, Caller.Read(await engine.WaitAsync(run)).Code);
        Assert.Single(agent.Of("CancelTask"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_cancel_reaches_the_agents_task(bool asleep)
    {
        await using var agent = await ScriptedAgent.StartAsync();
        agent.Answers["SendMessage"] = (_, _) => ScriptedAgent.Sent("WORKING");
        agent.Answers["GetTask"] = (_, _) => ScriptedAgent.Task("WORKING");
        agent.Answers["CancelTask"] = (_, _) => ScriptedAgent.Task("CANCELED");
        await using var engine = await Caller.StartAsync(agent.Settings(more: asleep ? [("MaxWait", "01:00:00"), ("Timeout", "00:00:00.2")] : []));
        var run = await engine.StartRunAsync("caller", new { agent = "there", text = "hello" });
        if (asleep) await engine.UntilAsync(run, RunStatus.Sleeping);
        else await Until.TrueAsync(() => agent.Of("GetTask").Any());

        await engine.CancelAsync(run);

        await engine.UntilAsync(run, RunStatus.Cancelled);
        await Until.TrueAsync(() => agent.Of("CancelTask").Any());
        Assert.Equal("t-1", agent.Of("CancelTask").First().Params["id"]!.GetValue<string>());
    }
}
