using Baton.Engine.Runs;
using Baton.Graphs;
using Baton.Tests.Engine;

namespace Baton.Tests.Cases;

public sealed class CaseRollbackTests
{
    [Fact]
    public async Task What_is_rolled_back_is_said_no_longer()
    {
        var gate = new Gate();
        await using var engine = await EngineFixture.StartStillAsync(Held(gate));
        gate.Open();
        await engine.RunAsync("desk", Desk.Input("a Resolved"), "t");
        var held = new Gate();
        await using var again = await EngineFixture.StartAsync(engine.Store, engine.Clock, null, Held(held));
        var run = await again.StartRunAsync("desk", Desk.Input("b Escalated"), "t");
        await held.ArrivalAsync();
        Assert.Equal(CaseStatus.InProgress, (await again.CaseAsync())!.Facts.Status);

        await again.CancelAsync(run, rollback: true);
        await again.WaitAsync(run);

        Assert.Equal((CaseStatus.Resolved, 1), ((await again.CaseAsync())!.Facts.Status, (await again.CaseAsync())!.Facts.Turns));
    }

    [Fact]
    public async Task A_first_run_that_is_rolled_back_leaves_no_case()
    {
        var gate = new Gate();
        await using var engine = await EngineFixture.StartStillAsync(Held(gate));
        var run = await engine.StartRunAsync("desk", Desk.Input("a Resolved"), "t");
        await gate.ArrivalAsync();

        await engine.CancelAsync(run, rollback: true);
        await engine.WaitAsync(run);

        Assert.Null(await engine.CaseAsync());
        Assert.Equal([CaseStatus.New, CaseStatus.InProgress, null], await engine.NotedAsync(run));
    }

    [Fact]
    public async Task A_run_that_is_cancelled_in_the_queue_has_no_say()
    {
        var gate = new Gate();
        await using var engine = await EngineFixture.StartStillAsync(Held(gate));
        var first = await engine.StartRunAsync("desk", Desk.Input("a Resolved"), "t");
        await gate.ArrivalAsync();
        var second = await engine.StartRunAsync("desk", Desk.Input("b Escalated"), "t");

        await engine.CancelAsync(second);
        await engine.WaitAsync(second);
        gate.Open();
        await engine.WaitAsync(first);

        Assert.Equal((CaseStatus.Resolved, 1), ((await engine.CaseAsync())!.Facts.Status, (await engine.CaseAsync())!.Facts.Turns));
        Assert.Equal(RunStatus.Cancelled, (await engine.WaitAsync(second)).Run.Status);
    }

    private static GraphDefinition Held(Gate gate) => Desk.Begin()
        .Function("triage", state => state with { Status = CaseStatus.InProgress })
        .Function("hold", async (state, context) =>
        {
            await context.EffectAsync("hold", call => gate.PassAsync(state.Text, call.Cancellation));
            return state with { Status = Enum.Parse<CaseStatus>(state.Text.Split(' ')[1]) };
        })
        .WithCase();
}
