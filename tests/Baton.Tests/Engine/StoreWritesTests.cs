using Baton.Engine.Hosting;
using Baton.Engine.Runs;
using Baton.Engine.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Baton.Tests.Engine;

public sealed class StoreWritesTests
{
    [Fact]
    public async Task A_store_that_could_not_write_is_remembered_for_a_while()
    {
        var clock = new FakeTime();
        var isFull = true;
        await using var store = new HookedStore(clock) { BeforeAppend = _ => isFull ? throw new IOException("No space left on device") : ValueTask.CompletedTask };
        await using var engine = await EngineFixture.StartAsync(new BatonTestOptions(Talk.Plain()) { Store = store, Time = clock });
        var status = engine.Host.Services.GetRequiredService<IEngineStatus>();
        Assert.False(status.StoreRefusesWrites);

        var run = await engine.StartRunAsync("talk", Talk.Input("a"));
        await engine.UntilAsync(run, _ => status.StoreRefusesWrites);
        isFull = false;
        clock.Advance(TimeSpan.FromSeconds(30));
        await engine.UntilAsync(run, RunStatus.Success);

        Assert.True(status.IsReady);
        Assert.False(status.StoreRefusesWrites);
    }

    [Fact]
    public async Task A_stop_at_a_node_that_is_not_there_is_refused_and_the_nodes_are_named()
    {
        await using var engine = await EngineFixture.StartStillAsync(Talk.Asking());

        var refusal = await Assert.ThrowsAsync<Baton.Errors.BatonException>(async () => await engine.Runs.StartAsync(
            new RunRequest("talk") { Input = EngineFixture.Json(Talk.Input("a")), InterruptBefore = ["ask", "aks"], InterruptAfter = ["*", "bfore"] },
            TestContext.Current.CancellationToken));

        Assert.Equal(Baton.Errors.ErrorCodes.InputInvalid, refusal.Code);
        Assert.Contains("'aks', 'bfore'", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("before, ask, after", refusal.Message, StringComparison.Ordinal);
    }
}
