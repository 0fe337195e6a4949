using Baton.Engine.Journal;
using Baton.Engine.Runs;
using Baton.Engine.Stores;
using Baton.Engine.Testing;
using Baton.Graphs;

namespace Baton.Tests.Engine;

/// <summary>Runs that sleep, and what it takes to wake them.</summary>
public sealed class SleepTests
{
    private static readonly TimeSpan Night = TimeSpan.FromHours(8);

    /// <summary>Short of what ends a run that is under way meanwhile.</summary>
    private static readonly TimeSpan Nap = TimeSpan.FromSeconds(5);

    [Fact]
    public async Task What_a_run_does_from_waking_to_its_end_is_one_append()
    {
        var time = new FakeTime();
        var appends = new List<JournalAppend>();
        var store = new HookedStore(time);
        await using var engine = await EngineFixture.StartAsync(store, time, null, Sleeper());
        var run = await engine.StartRunAsync("sleeper", Talk.Input("a"));
        await engine.UntilAsync(run, RunStatus.Sleeping);
        store.AfterAppend = append =>
        {
            appends.Add(append);
            return ValueTask.CompletedTask;
        };

        time.Advance(Night);
        Assert.Equal(RunStatus.Success, (await engine.WaitAsync(run)).Run.Status);

        Assert.Equal(
            [EntryKind.RunClaimed, EntryKind.TicketClosed, EntryKind.Checkpoint, EntryKind.Checkpoint, EntryKind.RunFinished],
            Assert.Single(appends).Entries.Select(entry => entry.Kind));
    }

    [Fact]
    public async Task The_end_of_a_sleep_is_committed_before_an_effect_begins()
    {
        var gate = new Gate();
        var graph = Talk.Begin("careful").Sleep("sleep", _ => Night)
            .Function("act", async (state, context) => state with { Answer = await context.EffectAsync("act", call => gate.PassAsync("act", call.Cancellation)) })
            .End();
        await using var engine = await EngineFixture.StartStillAsync(graph);
        var run = await engine.StartRunAsync("careful", Talk.Input("a"));
        await engine.UntilAsync(run, RunStatus.Sleeping);

        engine.Clock.Advance(Night);
        await gate.ArrivalAsync();

        Assert.Contains(await engine.JournalAsync(run), entry => entry is TicketClosed);
        Assert.Contains(await engine.EntriesAsync(run), entry => entry.Kind == EntryKind.Checkpoint);
        gate.Open();
        Assert.Equal(RunStatus.Success, (await engine.WaitAsync(run)).Run.Status);
    }

    [Fact]
    public async Task Runs_that_are_due_and_find_no_place_stand_in_line()
    {
        var gate = new Gate();
        var graph = Talk.Begin("mixed")
            .Function("hold", async (state, context) => state with { Answer = state.Last == "b" ? await context.EffectAsync("hold", call => gate.PassAsync("b", call.Cancellation)) : "" })
            .Sleep("sleep", _ => Nap)
            .End();
        await using var engine = await EngineFixture.StartAsync(new BatonTestOptions([graph]) { Engine = options => options.PoolConcurrency = 1 });
        var run = await engine.StartRunAsync("mixed", Talk.Input("a"));
        await engine.UntilAsync(run, RunStatus.Sleeping);
        await engine.StartRunAsync("mixed", Talk.Input("b"));
        await gate.ArrivalAsync();

        engine.Clock.Advance(Nap);
        await engine.Host.AdvanceUntilAsync(run, TimeSpan.FromMilliseconds(50), row => row.Status == RunStatus.Pending);

        gate.Open();
        Assert.Equal(RunStatus.Success, (await engine.WaitAsync(run)).Run.Status);
    }

    private static GraphDefinition Sleeper() => Talk.Begin("sleeper").Sleep("sleep", _ => Night).Function("wake", state => state with { Answer = "awake" }).End();
}
