using Baton.Engine.Stores.InMemory;

namespace Baton.Systems.Tests.Calls;

/// <summary>Two servers on one store: the store is the truth.</summary>
public sealed class CallServersTests
{
    [Fact]
    public async Task A_call_goes_on_at_any_server()
    {
        var store = new InMemoryStore();
        await using var first = await CallSite.StartAsync(store, null);
        await using var second = await CallSite.StartAsync(store, null);

        var flows = new List<int?>();
        foreach (var ((intent, message), turn) in CallSite.FiveTurns.Select((spoken, turn) => (spoken, turn)))
        {
            var site = turn % 2 == 0 ? first : second;
            var response = await site.TakeAsync("CALL-1", message, intent);
            flows.Add(response.GetProperty("is_complete").GetBoolean() ? null : response.GetProperty("next_flow_id").GetInt32());
        }

        Assert.Equal([2, 3, 4, 5, null], flows);
        Assert.Equal((await first.GetAsync("session/CALL-1")).GetRawText(), (await second.GetAsync("session/CALL-1")).GetRawText());
    }

    [Fact]
    public async Task Turns_at_different_servers_at_once_are_taken_one_after_the_other()
    {
        var store = new InMemoryStore();
        await using var first = await CallSite.StartAsync(store, null);
        await using var second = await CallSite.StartAsync(store, null);

        await Task.WhenAll(Enumerable.Range(0, 6).Select(turn => (turn % 2 == 0 ? first : second).TakeAsync("CALL-1", "Hello", "greeting")));

        var steps = (await first.GetAsync("session/CALL-1/steps")).EnumerateArray().ToList();
        Assert.Equal(6, steps.Count);
        Assert.Single(steps, step => step.GetProperty("response_status").GetString() == "success");
    }
}
