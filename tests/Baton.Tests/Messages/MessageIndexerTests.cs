using System.Text.Json;
using Baton.Engine.Journal;
using Baton.Engine.Messages;
using Baton.Engine.Stores;
using Baton.Engine.Stores.Messages;
using Baton.Engine.Testing;
using Baton.Tests.Engine;
using Microsoft.Extensions.Logging.Abstractions;

namespace Baton.Tests.Messages;

/// <summary>How much is read of runs that are under way.</summary>
public sealed class MessageIndexerTests
{
    private const int Turns = 50;
    private static readonly string _long = string.Join(' ', Enumerable.Repeat("a sentence that is long enough to be stored once only", 120));
    private readonly FakeTime _time = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_run_under_way_is_read_once_and_not_once_a_pass()
    {
        var store = new HookedStore(_time);
        var server = await store.Servers.RegisterAsync("a", TimeSpan.FromHours(1), Token);
        Assert.True(await store.Messages.HoldAsync(server, TimeSpan.FromHours(1), Token));
        var lease = await BeginAsync(store, server);
        var indexer = new MessageIndexer(store, new MessageSettings(null, []), null, NullLogger<MessageIndexer>.Instance);
        store.ReadEntries = 0;

        for (var turn = 0; turn < Turns; turn++)
        {
            await HearAsync(store, lease, turn + 2);
            await indexer.PassAsync(server, _time.GetUtcNow(), Token);
        }

        Assert.Equal(Turns + 1, store.ReadEntries);
        Assert.Equal(Turns + 1, (await store.Messages.FindAsync(new MessageQuery("default") { Limit = 1_000 }, Token)).Count);
    }

    [Fact]
    public async Task What_refers_back_farther_than_is_kept_is_read_whole()
    {
        var store = new HookedStore(_time);
        await store.OpenAsync(Token);
        var texts = new SharedText([]);
        var server = await store.Servers.RegisterAsync("a", TimeSpan.FromHours(1), Token);
        var lease = await BeginAsync(store, server);
        var tail = new JournalTail(store, lease.Run);
        var whole = new JournalReader(store);
        await tail.NextAsync(10, Token);
        for (var seq = 2; seq < 60; seq++)
        {
            var body = JournalCodec.Encode(new InboxTaken(seq, InboxKind.Input, null, JsonSerializer.SerializeToElement(new { text = seq % 29 == 0 ? _long : _long + seq })));
            await store.Runs.AppendAsync(new JournalAppend(lease, [new JournalEntry(seq, EntryKind.InboxTaken, _time.GetUtcNow(), texts.Shrink(seq, body))]), Token);

            var read = Assert.Single(await tail.NextAsync(10, Token));
            Assert.Equal(Assert.Single(await whole.ReadAsync(lease.Run, seq - 1, 1, Token)).Body.ToArray(), read.Body.ToArray());
        }
    }

    private async Task<RunLease> BeginAsync(HookedStore store, long server)
    {
        var started = new RunStarted(JournalCodec.Format, "talk", 1, "f") { Input = JsonSerializer.SerializeToElement(new { text = "hello" }) };
        var wish = new RunAcceptance("default", Guid.CreateVersion7(), "talk", 1, "default", [StoredBodies.Entry(1, _time.GetUtcNow(), started)]) { Assistant = "talk", Owner = server };
        var lease = (await store.Runs.AcceptAsync(wish, Token)).Lease!;
        _time.Advance(TimeSpan.FromSeconds(5));
        return lease;
    }

    private async Task HearAsync(HookedStore store, RunLease lease, int seq) => await store.Runs.AppendAsync(
        new JournalAppend(lease, [StoredBodies.Entry(seq, _time.GetUtcNow(), new InboxTaken(seq, InboxKind.Input, null, JsonSerializer.SerializeToElement(new { text = $"word {seq} {_long}" })))]), Token);
}
