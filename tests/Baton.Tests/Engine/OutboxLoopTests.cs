using Baton.Engine.Hosting;
using Baton.Engine.Stores;
using Baton.Engine.Stores.InMemory;
using Microsoft.Extensions.Logging.Abstractions;

namespace Baton.Tests.Engine;

public sealed class OutboxLoopTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_there_is_no_place_to_send_is_left_to_other_servers()
    {
        await using var store = await FilledAsync(20);
        var route = new SlowRoute();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var loop = Loop(store, route).RunAsync(stop.Token);
        for (var sending = 0; sending < 8; sending++) await route.Arrived.WaitAsync(Minute, Token);

        var left = await store.Outbox.TakeAsync(100, Minute, Token);

        Assert.Equal(12, left.Count);
        await stop.CancelAsync();
        await loop;
    }

    [Fact]
    public async Task A_place_that_is_free_again_is_used_while_others_are_slow()
    {
        await using var store = await FilledAsync(9);
        var route = new SlowRoute();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var loop = Loop(store, route).RunAsync(stop.Token);
        for (var sending = 0; sending < 8; sending++) await route.Arrived.WaitAsync(Minute, Token);

        route.Free.Release();

        Assert.True(await route.Arrived.WaitAsync(Minute, Token));
        await stop.CancelAsync();
        await loop;
    }

    private static OutboxLoop Loop(InMemoryStore store, SlowRoute route) =>
        new(store, [route], IdSource.System, TimeProvider.System, NullLogger<OutboxLoop>.Instance);

    private static async Task<InMemoryStore> FilledAsync(int messages)
    {
        var store = new InMemoryStore(TimeProvider.System);
        await store.OpenAsync(Token);
        await store.Outbox.AddAsync("default", [], [.. Enumerable.Range(0, messages).Select(number => new OutboxMessage("slow:", $"{number}", "{}"u8.ToArray()))], Token);
        return store;
    }

    /// <summary>Says whenever a message arrives, and lets it go on when it is told to.</summary>
    private sealed class SlowRoute : IOutboxRoute
    {
        public SemaphoreSlim Arrived { get; } = new(0);

        public SemaphoreSlim Free { get; } = new(0);

        public bool Takes(OutboxMessage message) => true;

        public async ValueTask<string?> SendAsync(OutboxMessage message, CancellationToken cancellationToken)
        {
            Arrived.Release();
            await Free.WaitAsync(cancellationToken);
            return null;
        }
    }
}
