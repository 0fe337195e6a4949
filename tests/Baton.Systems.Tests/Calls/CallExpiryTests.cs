using System.Net;
using Baton.Calls.Sessions;
using Baton.Engine.Hosting;
using Baton.Engine.Stores.InMemory;
using Baton.Engine.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Baton.Systems.Tests.Calls;

public sealed class CallExpiryTests
{
    private static readonly TimeSpan _hour = TimeSpan.FromHours(1);

    [Fact]
    public async Task A_session_expires_after_an_hour_without_a_turn()
    {
        var (time, store) = Store();
        await using var site = await StartAsync(time, store);
        await site.TakeAsync("CALL-1", "Hello", "greeting");

        time.Advance(_hour);

        using var gone = await site.Client.GetAsync("session/CALL-1", TestContext.Current.CancellationToken);
        Assert.Equal((HttpStatusCode.NotFound, "BTN7302"), await CallSite.RefusalAsync(gone));
    }

    [Fact]
    public async Task A_turn_gives_a_session_another_hour()
    {
        var (time, store) = Store();
        await using var site = await StartAsync(time, store);
        await site.TakeAsync("CALL-1", "Hello", "greeting");
        time.Advance(_hour * 0.9);
        await site.TakeAsync("CALL-1", "My code is 4711", "otp_verify");
        time.Advance(_hour * 0.9);

        await SweepAsync(site);

        Assert.Equal(3, (await site.GetAsync("session/CALL-1")).GetProperty("current_flow_id").GetInt32());
    }

    [Fact]
    public async Task What_has_expired_is_swept_with_what_the_agents_remember()
    {
        var (time, store) = Store();
        await using var site = await StartAsync(time, store);
        await site.TakeAsync("CALL-1", "Hello", "greeting");
        time.Advance(_hour);

        var removed = await SweepAsync(site);

        Assert.Equal(1, removed);
        Assert.Null(await store.Threads.FindAsync("default", "call:CALL-1", TestContext.Current.CancellationToken));
        Assert.Empty(await site.AgentThreadsAsync("calls_greeting"));
        Assert.Empty(await site.Services.GetRequiredService<SessionIndex>().FirstAsync(0, 10, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_session_that_got_a_turn_late_expires_an_hour_after_it()
    {
        var (time, store) = Store();
        await using var site = await StartAsync(time, store);
        await site.TakeAsync("CALL-1", "Hello", "greeting");
        time.Advance(_hour * 0.9);
        await site.TakeAsync("CALL-1", "My code is 4711", "otp_verify");
        time.Advance(_hour * 0.2);
        var early = await SweepAsync(site);
        time.Advance(_hour * 0.8);

        var late = await SweepAsync(site);

        Assert.Equal((0, 1), (early, late));
    }

    [Fact]
    public async Task An_expired_call_begins_anew_under_its_id_for_whatever_account()
    {
        var (time, store) = Store();
        await using var site = await StartAsync(time, store);
        await site.TakeWholeCallAsync("CALL-1");
        time.Advance(_hour);

        var turn = await site.TakeAsync("CALL-1", "Hello", "greeting", account: "ACC-1002");

        Assert.Equal(2, turn.GetProperty("next_flow_id").GetInt32());
        Assert.Equal(1, (await site.GetAsync("session/CALL-1/steps")).GetArrayLength());
        Assert.Equal(0, await SweepAsync(site));
    }

    [Fact]
    public async Task A_call_that_begins_anew_is_another_conversation_to_its_agents()
    {
        var (time, store) = Store();
        await using var site = await StartAsync(time, store);
        await site.TakeAsync("CALL-1", "Hello", "greeting");
        await site.TakeAsync("CALL-1", "What was that?", "unknown");
        var before = Assert.Single(await site.AgentThreadsAsync("calls_greeting"));
        time.Advance(_hour);

        await site.TakeAsync("CALL-1", "Hello", "greeting", account: "ACC-1002");

        Assert.NotEqual(before, Assert.Single(await site.AgentThreadsAsync("calls_greeting")));
        Assert.DoesNotContain("CALL-1", before, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_those_who_sweep_at_once_one_removes_a_session()
    {
        var (time, store) = Store();
        await using var site = await StartAsync(time, store);
        foreach (var call in Enumerable.Range(0, 20)) await site.TakeAsync($"CALL-{call}", "Hello", "greeting");
        time.Advance(_hour);

        var removed = await Task.WhenAll(SweepAsync(site), SweepAsync(site), SweepAsync(site));

        Assert.Equal(20, removed.Sum());
    }

    private static (FakeTime Time, InMemoryStore Store) Store()
    {
        var time = new FakeTime();
        return (time, new InMemoryStore(time));
    }

    // The loop's own looks would come in between.
    private static Task<CallSite> StartAsync(FakeTime time, InMemoryStore store) => CallSite.StartAsync(store, baton =>
    {
        baton.Services.AddSingleton<TimeProvider>(time);
        var loop = baton.Services.Single(service => service.ServiceType == typeof(IEngineLoop) && service.ImplementationType == typeof(SessionExpiry));
        baton.Services.Remove(loop);
        baton.Services.AddSingleton<SessionExpiry>();
    });

    private static Task<int> SweepAsync(CallSite site) => site.Services.GetRequiredService<SessionExpiry>().SweepAsync(TestContext.Current.CancellationToken);
}
