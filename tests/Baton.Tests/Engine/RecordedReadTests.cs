using Baton.Engine.Journal;
using Baton.Engine.Runs;
using Baton.Errors;

namespace Baton.Tests.Engine;

/// <summary>What a visit reads of the store and records.</summary>
public sealed class RecordedReadTests
{
    [Fact]
    public async Task A_store_that_fails_for_a_moment_does_not_fail_the_run_that_reads_it()
    {
        var reads = 0;
        var graph = Talk.Begin().Function("read", async (state, context) =>
        {
            var read = await context.RecordAsync("fact", _ => ++reads == 1
                ? throw new BatonException(ErrorCodes.StoreUnavailable, "down")
                : ValueTask.FromResult($"read {reads}"));
            return state with { Lines = state.Lines.Add(read) };
        }).End();
        await using var engine = await EngineFixture.StartStillAsync(graph);
        var run = await engine.StartRunAsync("talk", Talk.Input("a"));

        await engine.Host.AdvanceUntilAsync(run, TimeSpan.FromSeconds(1), row => row.Status is RunStatus.Success or RunStatus.Error);

        Assert.Equal("a read 2", Talk.Text(await engine.WaitAsync(run)));
        Assert.Single((await engine.JournalAsync(run)).OfType<ValueRecorded>());
    }
}
