using Baton.Engine.Journal;
using Baton.Engine.Runs;
using Baton.Errors;
using Baton.Graphs;
using Baton.Policies;
using Baton.Tests.Agents;
using Baton.Tests.Engine;
using Microsoft.Extensions.DependencyInjection;

namespace Baton.Tests.Policies;

/// <summary>Hard ceilings of visits and runs around real wires: what would pass one is not called and costs nothing.</summary>
public sealed class CeilingFaultTests
{
    [Theory]
    [InlineData("max_model_calls: 1", 1, 1)]
    [InlineData("max_tool_calls: 0", 1, 0)]
    [InlineData("max_tokens: 4100", 0, 0)]
    [InlineData("max_cost_usd: 0.01", 0, 0)]
    public async Task A_visit_that_would_pass_its_ceiling_is_refused_what_would_pass_it(string ceiling, int models, int tools)
    {
        await using var desk = await PolicyDesk.StartAsync($"tools: [look_up]\npolicies: {{ {ceiling} }}", WithTool);

        var result = await Asks(desk).FirstSays("never").RunAsync();

        Assert.Equal((RunStatus.Error, ErrorCodes.BudgetSpent), (result.Run.Status, result.Error!.Code));
        Assert.Contains(ceiling.Replace(":", "", StringComparison.Ordinal), result.Error.Message, StringComparison.Ordinal);
        Assert.Equal(models, desk.First.Requests.Count);
        Assert.Equal(new Spending(models * 1_200, models * PolicyDesk.CostOfFirst, models, tools), await desk.SpentAsync(result));
    }

    [Theory]
    [InlineData("max_model_calls: 1")]
    [InlineData("max_tool_calls: 0")]
    [InlineData("max_tokens: 4100")]
    public async Task A_fallback_answers_for_who_reached_a_ceiling(string ceiling)
    {
        await using var desk = await PolicyDesk.StartAsync(
            $"tools: [look_up]\npolicies: {{ {ceiling}, fallback: rule }}", (baton, _) => baton.AddTool("look_up", () => "found").AddFallback("rule", (_, context) => context.Code));

        Assert.Equal($"hi {ErrorCodes.BudgetSpent}", Talk.Text(await Asks(desk).FirstSays("never").RunAsync()));
    }

    [Fact]
    public async Task A_run_that_would_pass_its_tokens_is_refused_the_call()
    {
        await using var desk = await PolicyDesk.StartAsync("tools: [look_up]", WithTool, Graph(graph => graph.Budget(new RunBudget { Tokens = 5_200 })));

        var result = await Asks(desk).FirstSays("never").RunAsync();

        Assert.Equal(ErrorCodes.BudgetSpent, result.Error!.Code);
        Assert.Equal(["model default: done", "tool.1.0.look_up: done", $"model default: {ErrorCodes.BudgetSpent} try 1"], await desk.CallsAsync(result));
        Assert.Equal(new Spending(1_200, PolicyDesk.CostOfFirst, 1, 1), await desk.SpentAsync(result));
    }

    [Fact]
    public async Task A_slow_model_ends_a_run_whose_time_is_up()
    {
        await using var desk = await PolicyDesk.StartAsync("policies: { timeout: 50s }", graph: Graph(graph => graph.Budget(new RunBudget { CostUsd = 10 }).TimeBudget(TimeBudget.Background)));
        var arrived = new TaskCompletionSource();
        desk.First.Next(async http =>
        {
            arrived.SetResult();
            await Task.Delay(Timeout.Infinite, http.RequestAborted);
        });
        var run = await desk.Engine.StartRunAsync("desk", Talk.Input("hi"));
        await arrived.Task.WaitAsync(EngineFixture.Patience, TestContext.Current.CancellationToken);

        desk.Pass(20);
        var result = await desk.Engine.WaitAsync(run);

        Assert.Equal((RunStatus.Timeout, ErrorCodes.TimeBudgetSpent), (result.Run.Status, result.Error!.Code));
        var started = (await desk.Engine.JournalAsync(run)).OfType<EffectStarted>().Single();
        Assert.Equal(started.Reserved, await desk.SpentAsync(result));
    }

    [Fact]
    public async Task Agents_that_hand_a_run_to_each_other_through_routes_are_stopped()
    {
        var graph = Talk.Begin("desk").Budget(new RunBudget { CostUsd = 10 })
            .Agent<string>("triage", "helper", state => state.Last, (state, _) => state with { Turns = state.Turns + 1 })
            .Route("to", state => state.Turns > 1_000, to => to.When(true, Baton.Graphs.Graph.End).Otherwise("billing"))
            .Agent<string>("billing", "helper", state => state.Last, (state, _) => state with { Turns = state.Turns + 1 })
            .Route("back", state => state.Turns > 1_000, to => to.When(true, Baton.Graphs.Graph.End).Otherwise("triage"))
            .End();
        await using var desk = await PolicyDesk.StartAsync("", graph: graph);
        for (var answer = 0; answer < 100; answer++) desk.FirstSays("over to you");

        var result = await desk.RunAsync();

        Assert.Equal(ErrorCodes.PingPong, result.Error!.Code);
        Assert.Equal(desk.First.Requests.Count * PolicyDesk.CostOfFirst, (await desk.SpentAsync(result)).CostUsd);
    }

    [Fact]
    public async Task Agents_of_an_inline_graph_are_watched_too_and_work_between_them_counts_as_progress()
    {
        GraphDefinition Inner(string id, bool works)
        {
            var begun = Talk.Begin(id).Agent<string>("writer", "helper", state => state.Last, (state, _) => state with { Turns = state.Turns + 1 })
                .Agent<string>("critic", "helper", state => state.Last, (state, _) => state with { Turns = state.Turns + 1 });
            if (works) begun = begun.Function("work", state => state);
            return begun.Route("again", state => state.Turns > 140, to => to.When(true, Baton.Graphs.Graph.End).Otherwise("writer")).End();
        }

        foreach (var works in new[] { false, true })
        {
            var outer = Talk.Begin("desk").Graph<Talk.Said, Talk.Reply>("inner", Inner("inner", works), _ => new Talk.Said("x"), (state, _) => state).End();
            await using var desk = await PolicyDesk.StartAsync("", graph: outer);
            for (var asked = 0; asked < 150; asked++) desk.FirstSays("again");

            var result = await desk.RunAsync();

            Assert.Equal(works ? null : ErrorCodes.PingPong, result.Error?.Code);
        }
    }

    private static GraphDefinition Graph(Func<GraphBuilder<Talk.Said, Talk.State, Talk.Reply>, GraphBuilder<Talk.Said, Talk.State, Talk.Reply>> bounds) =>
        bounds(Talk.Begin("desk")).Agent<string>("help", "helper", state => state.Last, (state, answer) => state with { Lines = state.Lines.Add(answer) }).End();

    private static void WithTool(Baton.Engine.Hosting.BatonBuilder baton, string directory) => baton.AddTool("look_up", () => "found");

    private static PolicyDesk Asks(PolicyDesk desk)
    {
        desk.First.NextStream(Wire.OpenAITools(("t1", "look_up", ["{}"])));
        return desk;
    }
}
