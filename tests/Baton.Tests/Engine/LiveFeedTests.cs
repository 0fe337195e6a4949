using Baton.Engine.Streaming;
using Baton.Errors;
using Microsoft.Extensions.DependencyInjection;

namespace Baton.Tests.Engine;

public sealed class LiveFeedTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Starts_interrupts_errors_and_ends_come_as_they_happen()
    {
        await using var engine = await EngineFixture.StartStillAsync(Talk.Asking(), Talk.Begin("broken").Function("fail", (_, _) => throw new PermanentException("no")).End());
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(Token);
        await using var feed = Feed(engine).WatchAsync("default", ending.Token).GetAsyncEnumerator(Token);
        await using var others = Feed(engine).WatchAsync("other", ending.Token).GetAsyncEnumerator(Token);
        var none = others.MoveNextAsync().AsTask();

        var waiting = await engine.RunAsync("talk", Talk.Input("a"));
        Assert.Equal(["started", "interrupt"], (await TakeAsync(feed, 2)).Select(happened => happened.Kind));
        Assert.Equal((waiting.Run.Id, waiting.Tickets[0].Id), (feed.Current.RunId!.Value, feed.Current.Ticket));
        await engine.AnswerAsync(waiting, new { ok = true });
        Assert.Equal("success", (await TakeAsync(feed, 1))[0].Status);
        await engine.RunAsync("broken", Talk.Input("a"));

        var failing = await TakeAsync(feed, 3);
        Assert.Equal([("started", null), ("error", ErrorCodes.Permanent), ("ended", ErrorCodes.Permanent)], failing.Select(happened => (happened.Kind, happened.ErrorCode)));
        Assert.False(none.IsCompleted);
        await ending.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => none);
    }

    [Fact]
    public async Task What_came_faster_than_it_was_read_is_counted()
    {
        var feed = new LiveFeed();
        await using var reader = feed.WatchAsync("default", Token).GetAsyncEnumerator(Token);

        feed.Publish("default", Enumerable.Range(0, LiveFeed.Waiting + 7).Select(_ => new LiveEvent("started")));

        var read = await TakeAsync(reader, 2);
        Assert.Equal(["started", "dropped"], read.Select(happened => happened.Kind));
        Assert.Equal(7, read[1].Count);
    }

    [Fact]
    public async Task Only_so_many_watch_at_once_and_who_leaves_makes_room()
    {
        var feed = new LiveFeed();
        using var ending = new CancellationTokenSource();
        var watchers = Enumerable.Range(0, LiveFeed.MostWatchers).Select(_ => feed.WatchAsync("default", ending.Token).GetAsyncEnumerator(Token)).ToList();
        var reads = watchers.Select(watcher => watcher.MoveNextAsync().AsTask()).ToList();

        Assert.Equal(ErrorCodes.TooManyWatchers, Assert.Throws<BatonException>(() => feed.WatchAsync("default", Token)).Code);
        await ending.CancelAsync();
        foreach (var read in reads) await Assert.ThrowsAnyAsync<OperationCanceledException>(() => read);

        Assert.False(feed.IsWatched);
    }

    [Fact]
    public async Task What_happens_on_another_server_is_seen_as_well()
    {
        await using var store = new SharedStore();
        await using var here = await EngineFixture.StartAsync(store, TimeProvider.System, null, Talk.Plain());
        await using var there = await EngineFixture.StartAsync(store, TimeProvider.System, null, Talk.Plain());
        await using var feed = Feed(here).WatchAsync("default", Token).GetAsyncEnumerator(Token);
        var first = feed.MoveNextAsync().AsTask();

        // The other server has to hear first that somebody watches here.
        while (!first.IsCompleted) await there.RunAsync("talk", Talk.Input("a"));

        Assert.True(await first);
        Assert.NotNull(feed.Current.RunId);
    }

    private static LiveFeed Feed(EngineFixture engine) => engine.Host.Services.GetRequiredService<LiveFeed>();

    private static async Task<List<LiveEvent>> TakeAsync(IAsyncEnumerator<LiveEvent> feed, int count)
    {
        var events = new List<LiveEvent>();
        while (events.Count < count && await feed.MoveNextAsync().AsTask().WaitAsync(EngineFixture.Patience, Token)) events.Add(feed.Current);
        return events;
    }
}
