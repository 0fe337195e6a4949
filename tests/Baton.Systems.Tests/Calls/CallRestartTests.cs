using Baton.Engine.Stores.InMemory;

namespace Baton.Systems.Tests.Calls;

/// <summary>The store is the truth: a server that comes later goes on where the one before stopped.</summary>
public sealed class CallRestartTests
{
    [Fact]
    public async Task A_call_goes_on_after_a_restart_where_it_was()
    {
        var store = new InMemoryStore();
        await using (var first = await CallSite.StartAsync(store, null))
        {
            foreach (var (intent, message) in CallSite.FiveTurns.Take(3)) await first.TakeAsync("CALL-1", message, intent);
        }

        await using var second = await CallSite.StartAsync(store, null);
        var turn = await second.TakeAsync("CALL-1", CallSite.FiveTurns[3].Message, CallSite.FiveTurns[3].Intent);

        Assert.Equal(5, turn.GetProperty("next_flow_id").GetInt32());
        Assert.Equal(4, (await second.GetAsync("session/CALL-1/steps")).GetArrayLength());
    }
}
