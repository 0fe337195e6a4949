using Baton.Engine.Messages;
using Baton.Engine.Runs;
using Baton.Engine.Stores.Messages;
using Baton.Engine.Testing;
using Baton.Graphs;
using Baton.Tests.Engine;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Baton.Tests.Messages;

/// <summary>The log beside an engine at work.</summary>
public sealed class MessageLogTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task What_runs_say_is_found_soon_after()
    {
        await using var host = await StartAsync(Talk.Asking());

        var waiting = await host.RunAsync("talk", Talk.Input("Is the parcel insured?"), "t1");
        await UntilAsync(host, new("default") { Thread = "t1", Kind = MessageKind.Question }, 1);
        await host.Runs.AnswerAsync("default", waiting.Tickets[0].Id, new TicketAnswer(BatonTestHost.Json(new Talk.Yes(true))), TestContext.Current.CancellationToken);

        var found = await UntilAsync(host, new("default") { Thread = "t1" }, 3);
        Assert.Equal([MessageKind.Output, MessageKind.Question, MessageKind.Input], found.Select(message => message.Message.Kind));
        Assert.Equal(waiting.Run.Id, found[2].Run);
        Assert.Single(await UntilAsync(host, new("default") { Text = "insuring parcels", Direction = MessageDirection.In }, 1));
    }

    [Fact]
    public async Task A_long_conversation_is_indexed_once_and_not_once_a_turn()
    {
        await using var host = await StartAsync(Talk.Plain());
        for (var turn = 0; turn < 200; turn++) await host.RunAsync("talk", Talk.Input($"turn number {turn} speaks of zebra{turn}"), "long");

        await UntilSettledAsync(host);

        var all = await FindAsync(host, new("default") { Thread = "long", Limit = 1_000 });
        Assert.Equal(200, all.Count(message => message.Message.Direction == MessageDirection.In));
        Assert.Equal(400, all.Count);
        Assert.Single(await FindAsync(host, new("default") { Text = "zebra0", Direction = MessageDirection.In }));
    }

    [Fact]
    public async Task A_crash_between_a_run_and_its_indexing_loses_nothing_and_doubles_nothing()
    {
        var store = new Baton.Engine.Stores.InMemory.InMemoryStore(new FakeTime());
        await using (var first = await BatonTestHost.StartAsync(new BatonTestOptions(Talk.Plain()) { Store = store, Engine = options => options.IsFollowed = true }))
        {
            await first.RunAsync("talk", Talk.Input("said before the crash"), "t1");
            Assert.Empty(await FindAsync(first, new("default")));
        }

        await using var second = await BatonTestHost.StartAsync(Options(Talk.Plain()) with { Store = store });
        await second.RunAsync("talk", Talk.Input("said after it"), "t1");
        await UntilSettledAsync(second);
        await second.Services.GetRequiredService<MessageLog>().RebuildAsync("default", clear: false, TestContext.Current.CancellationToken);
        await UntilSettledAsync(second);

        Assert.Equal(4, (await FindAsync(second, new("default"))).Count);
        Assert.Single(await FindAsync(second, new("default") { Text = "crash", Kind = MessageKind.Input }));
    }

    [Fact]
    public async Task A_log_that_was_cleared_is_made_again_without_what_was_erased()
    {
        await using var host = await StartAsync(Talk.Plain());
        var log = host.Services.GetRequiredService<MessageLog>();
        foreach (var thread in (string[])["t1", "t2"]) await host.RunAsync("talk", Talk.Input($"hello from {thread}"), thread);
        await UntilSettledAsync(host);

        Assert.Equal(2, await log.EraseAsync(MessageTerms.Thread("default", "t1"), "ann", TestContext.Current.CancellationToken));
        Assert.Equal(2, await log.RebuildAsync("default", clear: true, TestContext.Current.CancellationToken));
        await UntilSettledAsync(host);

        Assert.Equal(["t2", "t2"], (await FindAsync(host, new("default") { Text = "hello" })).Select(message => message.Thread));
    }

    [Fact]
    public async Task A_run_that_cannot_be_read_holds_up_no_other()
    {
        await using var host = await BatonTestHost.StartAsync(new BatonTestOptions(Talk.Plain()) { Services = services => services.AddMessageLog(_ => new MessageSettings(null, []), _ => new Choking()) });

        foreach (var said in (string[])["before", Choking.On, "after"]) await host.RunAsync("talk", Talk.Input(said), said);
        await UntilSettledAsync(host);

        Assert.Equal(["after", "before"], (await FindAsync(host, new("default") { Kind = MessageKind.Input })).Select(message => message.Thread).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Where_no_log_is_kept_no_run_is_noted()
    {
        await using var host = await StartAsync(Talk.Plain(), ("Baton:Messages:Enabled", "false"));

        await host.RunAsync("talk", Talk.Input("hello"), "t1");

        Assert.False(host.Services.GetRequiredService<MessageLog>().IsKept);
        Assert.Empty(await host.Store.Messages.NotedAsync(10, TestContext.Current.CancellationToken));
    }

    internal static Task<BatonTestHost> StartAsync(GraphDefinition graph, params (string Key, string Value)[] settings) => BatonTestHost.StartAsync(Options(graph, settings));

    private static BatonTestOptions Options(GraphDefinition graph, params (string Key, string Value)[] settings) => new(graph)
    {
        Services = services => services.AddBatonMessages().AddSingleton<IConfiguration>(
            new ConfigurationBuilder().AddInMemoryCollection(settings.ToDictionary(pair => pair.Key, pair => (string?)pair.Value, StringComparer.Ordinal)).Build()),
    };

    private static ValueTask<IReadOnlyList<FoundMessage>> FindAsync(BatonTestHost host, MessageQuery query) =>
        host.Store.Messages.FindAsync(query, TestContext.Current.CancellationToken);

    private static async Task<IReadOnlyList<FoundMessage>> UntilAsync(BatonTestHost host, MessageQuery query, int count)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(Patience);
        while (true)
        {
            var found = await FindAsync(host, query);
            if (found.Count >= count) return found;
            await Task.Delay(TimeSpan.FromMilliseconds(10), limit.Token);
        }
    }

    /// <summary>Until nothing is noted any more.</summary>
    private static async Task UntilSettledAsync(BatonTestHost host)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(Patience);
        while ((await host.Store.Messages.BacklogAsync(limit.Token)).Runs > 0) await Task.Delay(TimeSpan.FromMilliseconds(10), limit.Token);
    }

    private sealed class Choking : IMessageRedactor
    {
        public const string On = "indigestible";

        public string Redact(string text) => text.Contains(On, StringComparison.Ordinal) ? throw new InvalidOperationException() : text;
    }
}
