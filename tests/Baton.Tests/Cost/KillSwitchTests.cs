using Baton.Agents.Cost.Kill;
using Baton.Engine.Journal;
using Baton.Engine.Runs;
using Baton.Engine.Testing;
using Baton.Errors;
using Baton.Tests.Engine;

namespace Baton.Tests.Cost;

/// <summary>Stopping model calls at once, on every server.</summary>
public sealed class KillSwitchTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly KillRules Everything = new() { All = true, Reason = "drill" };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Within_a_second_a_stream_on_another_server_is_cut_off_and_its_run_goes_on_after_the_release()
    {
        var time = new FakeTime();
        await using var desk = new CostDesk(time);
        var gate = new Gate();
        desk.Model.Opening = "Dear ";
        desk.Model.Answer = async (asked, token) => await gate.PassAsync(asked, token);
        var (one, two) = (await desk.ServerAsync(), await desk.ServerAsync());
        var run = await CostDesk.StartAsync(two, "hi");
        await gate.ArrivalAsync();

        await CostDesk.Switch(one).SetAsync("default", Everything, Token);
        time.Advance(Second);

        await one.UntilAsync(run, RunStatus.Sleeping);
        var cut = Assert.Single((await one.JournalAsync(run)).OfType<EffectFailed>());
        Assert.Equal((ErrorCodes.KillSwitchOn, true, "Dear "), (cut.Error.Code, cut.Held, cut.Partial));

        await CostDesk.Switch(two).SetAsync("default", new KillRules(), Token);
        gate.Open();
        await one.Host.AdvanceUntilAsync(run, Second, row => row.Status == RunStatus.Success);
        Assert.Equal(2, desk.Model.Calls);
    }

    [Fact]
    public async Task Within_a_second_no_server_starts_a_call()
    {
        var time = new FakeTime();
        await using var desk = new CostDesk(time);
        var (one, two) = (await desk.ServerAsync(), await desk.ServerAsync());
        await desk.WaitAsync(two, await CostDesk.StartAsync(two, "before"));

        await CostDesk.Switch(one).SetAsync("default", Everything, Token);
        time.Advance(Second);
        Guid[] runs = [await CostDesk.StartAsync(one, "a"), await CostDesk.StartAsync(two, "b")];

        foreach (var run in runs) await one.UntilAsync(run, RunStatus.Sleeping);
        Assert.Equal(1, desk.Model.Calls);
    }

    [Fact]
    public async Task What_is_stopped_for_long_is_looked_at_less_and_less_often()
    {
        var time = new FakeTime();
        await using var desk = new CostDesk(time);
        var server = await desk.ServerAsync();
        await CostDesk.Switch(server).SetAsync("default", Everything, Token);
        var run = await CostDesk.StartAsync(server, "a");
        await server.UntilAsync(run, RunStatus.Sleeping);

        var until = time.GetUtcNow() + TimeSpan.FromHours(1);
        await server.Host.AdvanceUntilAsync(run, TimeSpan.FromSeconds(20), row => row.Status == RunStatus.Sleeping && time.GetUtcNow() >= until);

        Assert.InRange((await server.JournalAsync(run)).OfType<EffectFailed>().Count(), 5, 25);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_was_stopped_for_long_goes_on_at_once_when_it_is_released(bool byAnotherServer)
    {
        var time = new FakeTime();
        await using var desk = new CostDesk(time);
        var (one, two) = (await desk.ServerAsync(), await desk.ServerAsync());
        await CostDesk.Switch(one).SetAsync("default", Everything, Token);
        time.Advance(Second);
        var run = await CostDesk.StartAsync(one, "a");
        await one.UntilAsync(run, RunStatus.Sleeping);
        var until = time.GetUtcNow() + TimeSpan.FromHours(1);
        await one.Host.AdvanceUntilAsync(run, TimeSpan.FromSeconds(20), row => row.Status == RunStatus.Sleeping && time.GetUtcNow() >= until && row.WakeAt - time.GetUtcNow() > TimeSpan.FromMinutes(3));

        await CostDesk.Switch(byAnotherServer ? two : one).SetAsync("default", new KillRules { Agents = ["somebody"] }, Token);
        await one.Host.AdvanceUntilAsync(run, TimeSpan.FromMilliseconds(50), row => row.Status == RunStatus.Success);

        Assert.True(time.GetUtcNow() < (await one.JournalAsync(run)).OfType<EffectFailed>().Last().RetryAt);
        Assert.Empty(await desk.Store.Records.QueryAsync("default", "held_calls", "", 0, 10, Token));
        var history = await one.Replay.HistoryAsync("default", run, Token);
        Assert.Empty((await one.Replay.ReplayAsync(history, Token)).Differences);
    }

    [Fact]
    public async Task A_release_of_others_wakes_nobody_who_is_stopped_still()
    {
        var time = new FakeTime();
        await using var desk = new CostDesk(time);
        var server = await desk.ServerAsync();
        await CostDesk.Switch(server).SetAsync("default", new KillRules { Agents = ["helper", "writer"] }, Token);
        var run = await CostDesk.StartAsync(server, "a");
        await server.UntilAsync(run, RunStatus.Sleeping);

        await CostDesk.Switch(server).SetAsync("default", new KillRules { Agents = ["helper"] }, Token);
        await server.Host.AdvanceUntilAsync(run, TimeSpan.FromMilliseconds(100), row => row.Status == RunStatus.Sleeping && time.GetUtcNow() > row.CreatedAt + TimeSpan.FromSeconds(3));

        Assert.Single(await desk.Store.Records.QueryAsync("default", "held_calls", "", 0, 10, Token));
        Assert.Empty((await server.JournalAsync(run)).OfType<TicketClosed>());
    }

    [Theory]
    [InlineData("graph")]
    [InlineData("agent")]
    [InlineData("model")]
    public async Task One_graph_agent_or_model_is_stopped_and_others_go_on(string what)
    {
        await using var desk = new CostDesk();
        File.WriteAllText(Path.Combine(desk.Directory, "writer.md"), "---\nname: writer\nmodel: other\n---\nYou write.\n");
        desk.Graphs.Add(CostDesk.Asking("write", "writer"));
        var server = await desk.ServerAsync();
        await CostDesk.Switch(server).SetAsync("default", what switch
        {
            "graph" => new KillRules { Graphs = ["write"] },
            "agent" => new KillRules { Agents = ["writer"] },
            _ => new KillRules { Models = ["other"] },
        }, Token);

        var stopped = await CostDesk.StartAsync(server, "a", "write");

        Assert.Equal(RunStatus.Success, (await desk.WaitAsync(server, await CostDesk.StartAsync(server, "b"))).Run.Status);
        await server.UntilAsync(stopped, RunStatus.Sleeping);
    }

    [Fact]
    public async Task A_tenant_stops_its_own_runs_alone()
    {
        await using var desk = new CostDesk();
        var server = await desk.ServerAsync();
        await CostDesk.Switch(server).SetAsync("other", Everything, Token);

        Assert.Equal(RunStatus.Success, (await desk.WaitAsync(server, await CostDesk.StartAsync(server, "b"))).Run.Status);
        Assert.True((await CostDesk.Switch(server).GetAsync("other", Token)).IsOn());
        Assert.False((await CostDesk.Switch(server).GetAsync("default", Token)).IsOn());
    }

    [Theory]
    [InlineData("Baton:KillSwitch", "true")]
    [InlineData("Baton:KillSwitch:All", "true")]
    [InlineData("Baton:KillSwitch:Agents:0", "helper")]
    [InlineData("Baton:KillSwitch:Agents", "writer, helper")]
    [InlineData("Baton:KillSwitch:Agnets", "helper")]
    public async Task The_configuration_stops_calls_of_every_tenant_also_where_it_cannot_be_understood(string key, string value)
    {
        await using var desk = new CostDesk();
        desk.Settings[key] = value;
        var server = await desk.ServerAsync();

        var run = await CostDesk.StartAsync(server, "a");

        await server.UntilAsync(run, RunStatus.Sleeping);
        Assert.Equal(0, desk.Model.Calls);
    }

    [Fact]
    public async Task A_run_can_be_cancelled_while_its_call_is_stopped()
    {
        await using var desk = new CostDesk();
        var server = await desk.ServerAsync();
        await CostDesk.Switch(server).SetAsync("default", Everything, Token);
        var run = await CostDesk.StartAsync(server, "a");
        await server.UntilAsync(run, RunStatus.Sleeping);

        await server.CancelAsync(run);

        Assert.Equal(RunStatus.Cancelled, (await desk.WaitAsync(server, run)).Run.Status);
    }
}
