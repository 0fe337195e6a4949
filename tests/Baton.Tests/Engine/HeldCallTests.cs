using Baton.Engine.Journal;
using Baton.Engine.Runs;
using Baton.Errors;
using Baton.Graphs;
using Baton.Policies;

namespace Baton.Tests.Engine;

/// <summary>Calls that are held back and not made.</summary>
public sealed class HeldCallTests
{
    private static readonly RetryPolicy Twice = new(2, TimeSpan.FromSeconds(10), 1, TimeSpan.FromSeconds(10), 0);

    [Fact]
    public async Task A_call_that_is_held_back_for_ever_fails_in_the_end()
    {
        var calls = 0;
        await using var engine = await EngineFixture.StartStillAsync(Calling(_ =>
        {
            calls++;
            throw new CallHeldException(ErrorCodes.CircuitOpen, "not now", TimeSpan.FromMinutes(1));
        }));
        var run = await engine.StartRunAsync("talk", Talk.Input("a"));

        await engine.Host.AdvanceUntilAsync(run, TimeSpan.FromSeconds(30), row => row.Status == RunStatus.Error);

        Assert.Equal(11, calls);
        var failures = (await engine.JournalAsync(run)).OfType<EffectFailed>().ToList();
        Assert.All(failures, failed => Assert.Equal((1, true), (failed.Attempt, failed.Held)));
        Assert.Equal([.. Enumerable.Repeat(true, 10), false], failures.Select(failed => failed.RetryAt is not null));
    }

    [Fact]
    public async Task Being_held_back_uses_up_no_try_over_crashes()
    {
        var calls = new List<int>();
        await using var engine = await EngineFixture.StartStillAsync(Calling(call =>
        {
            calls.Add(call.Attempt);
            return calls.Count switch
            {
                1 or 3 or 4 => throw new CallHeldException(ErrorCodes.CircuitOpen, "not now", TimeSpan.FromMinutes(1)),
                2 => throw new TransientException("once"),
                _ => "done",
            };
        }));
        var run = await engine.StartRunAsync("talk", Talk.Input("a"));
        for (var expected = 1; expected <= 4; expected++)
        {
            await engine.UntilAsync(run, RunStatus.Sleeping);
            Assert.Equal(expected, calls.Count);
            await engine.Host.CrashAsync();
            await engine.Host.AdvanceUntilAsync(run, TimeSpan.FromSeconds(10), _ => calls.Count > expected);
        }

        Assert.Equal("a done", Talk.Text(await engine.WaitAsync(run)));
        Assert.Equal([1, 1, 2, 2, 2], calls);
        var history = await engine.Replay.HistoryAsync("default", run, TestContext.Current.CancellationToken);
        Assert.Empty((await engine.Replay.ReplayAsync(history, TestContext.Current.CancellationToken)).Differences);
    }

    [Fact]
    public async Task A_call_that_nobody_should_wait_for_fails_at_once()
    {
        await using var engine = await EngineFixture.StartStillAsync(Calling(_ => throw new CallHeldException(ErrorCodes.CircuitOpen, "not now", null)));

        Assert.Equal(ErrorCodes.CircuitOpen, (await engine.RunAsync("talk", Talk.Input("a"))).Error!.Code);
    }

    private static GraphDefinition Calling(Func<EffectCall, string> call) => Talk.Begin()
        .Function(
            "call",
            async (state, context) => state with { Lines = state.Lines.Add(await context.EffectAsync("call", effect => ValueTask.FromResult(call(effect)), new EffectOptions { Retry = Twice })) })
        .End();
}
