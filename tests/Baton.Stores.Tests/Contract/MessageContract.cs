using Baton.Engine.Journal;
using Baton.Engine.Runs;
using Baton.Engine.Stores;
using Baton.Engine.Stores.Messages;

namespace Baton.Stores.Tests.Contract;

public abstract class MessageContract<TSubject> : StoreContract<TSubject>
    where TSubject : StoreSubject, new()
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task A_message_is_found_by_its_words_in_any_form_newest_first()
    {
        var run = await Indexed(Said(1, "My refunds did not arrive"), Said(2, "We refunded the café order"), Said(3, "Good morning"));

        Assert.Equal([2, 1], await Seqs(new("default") { Text = "REFUND" }));
        Assert.Equal([2], await Seqs(new("default") { Text = "refunding cafe" }));
        Assert.Equal([3, 2, 1], await Seqs(new("default")));
        Assert.Empty(await Seqs(new("default") { Text = "refund zebra" }));
        Assert.Empty(await Seqs(new("default") { Text = "the and of" }));
        Assert.Equal(run.Id, (await Find(new("default") { Text = "morning" }))[0].Run);
    }

    [Fact]
    public async Task Every_member_of_a_message_arrives_but_the_customer()
    {
        var said = Said(7, "Where is my parcel?") with { Part = 2, Direction = MessageDirection.ToTool, Role = MessageRole.Ai, Kind = MessageKind.Call, Agent = "triage", Node = "a/b", Customer = "C-1" };
        var run = await Indexed("t1", said);

        var found = Assert.Single(await Find(new("default")));

        Assert.Equal((run.Id, "t1", "desk"), (found.Run, found.Thread, found.Graph));
        Assert.Equal(said with { Customer = null }, found.Message);
    }

    [Fact]
    public async Task Each_condition_narrows_what_is_found()
    {
        var one = await Indexed("t1", Said(1, "refund") with { Agent = "triage", Node = "sort", Customer = "C-1", Direction = MessageDirection.In });
        await Indexed("t2", Said(2, "refund") with { Agent = "billing", Node = "pay", Direction = MessageDirection.Out, Role = MessageRole.Ai, Kind = MessageKind.Output });

        MessageQuery[] first =
        [
            new("default") { Thread = "t1" }, new("default") { Run = one.Id }, new("default") { Agent = "triage" }, new("default") { Node = "sort" },
            new("default") { Customer = "C-1" }, new("default") { Direction = MessageDirection.In }, new("default") { Role = MessageRole.Human },
            new("default") { Kind = MessageKind.Input },
        ];
        foreach (var query in first)
        {
            Assert.Equal([1], await Seqs(query));
            Assert.Equal([1], await Seqs(query with { Text = "refund", Graph = "desk" }));
            Assert.Empty(await Seqs(query with { Graph = "other" }));
        }
    }

    [Fact]
    public async Task Times_bound_what_is_found_and_a_place_is_where_to_go_on()
    {
        var start = Time.GetUtcNow();
        await Indexed([.. Enumerable.Range(0, 6).Select(index => Said(index + 1, "tick") with { At = start.AddSeconds(index / 2) })]);

        Assert.Equal([4, 3], await Seqs(new("default") { Since = start.AddSeconds(1), Until = start.AddSeconds(2) }));
        var seen = new List<int>();
        MessagePlace? after = null;
        while (await Find(new("default") { Text = "tick", After = after, Limit = 4 }) is { Count: > 0 } page)
        {
            seen.AddRange(page.Select(found => found.Message.Seq));
            after = page[^1].Place;
        }

        Assert.Equal([6, 5, 4, 3, 2, 1], seen);
    }

    [Fact]
    public async Task More_messages_of_one_millisecond_than_any_number_fits_are_all_found()
    {
        await Indexed([.. Enumerable.Range(1, 5_000).Select(seq => Said(seq, "burst") with { Seq = 1, Part = seq })]);

        var found = await Find(new("default") { Text = "burst", Limit = 6_000 });

        Assert.Equal(5_000, found.Select(one => (one.Place, one.Message.Part)).Distinct().Count());
    }

    [Fact]
    public async Task A_tenant_finds_nothing_of_another_ones()
    {
        await Indexed(Said(1, "refund"));
        var other = (await Accept(Wish() with { Tenant = "other" })).Run!;
        await Write(new FollowedRun(await KeyOf(other), other, 0), Said(2, "refund"));

        Assert.Equal([1], await Seqs(new("default") { Text = "refund" }));
        Assert.Equal([2], await Seqs(new("other") { Text = "refund" }));
        Assert.Equal([2], await Seqs(new("other")));
        Assert.Empty(await Seqs(new("default") { Run = other.Id }));
        Assert.Empty(await Seqs(new("third")));
    }

    [Fact]
    public async Task What_is_written_again_is_there_once()
    {
        var run = await Indexed(Said(1, "hello"));

        Assert.Equal(1, await Write(new FollowedRun(await KeyOf(run), run, 0), Said(1, "hello"), Said(2, "hello")));

        Assert.Equal([2, 1], await Seqs(new("default") { Text = "hello" }));
    }

    [Fact]
    public async Task A_common_word_is_found_among_thousands_and_a_rare_one_too()
    {
        var start = Time.GetUtcNow();
        await Indexed([.. Enumerable.Range(1, 9_000).Select(seq => Said(seq, seq == 5 ? "needle in hay" : "hay") with { At = start.AddMilliseconds(seq) })]);

        Assert.Equal([9_000, 8_999, 8_998], await Seqs(new("default") { Text = "hay", Limit = 3 }));
        Assert.Equal([5], await Seqs(new("default") { Text = "needle" }));
        Assert.Equal([5], await Seqs(new("default") { Text = "hay needle" }));
        Assert.Equal([3, 2, 1], await Seqs(new("default") { Text = "hay", Until = start.AddMilliseconds(4), Limit = 9 }));
    }

    [Fact]
    public async Task Any_text_may_be_looked_for()
    {
        await Indexed(Said(1, "It costs \"five\" - 東京 ünï NEAR(x) emoji 🙂"));

        foreach (var text in (string[])["\"", "five\"", "five AND NOT OR", "NEAR(five, 2)", "fi*", "*", "'; DROP TABLE message; --", "a:b ^c {d}", "%_\\", "🙂", new string('x', 100_000), "five " + new string('"', 500)])
        {
            await Find(new("default") { Text = text });
        }

        Assert.Equal([1], await Seqs(new("default") { Text = "\"five\" *" }));
        Assert.Equal([1], await Seqs(new("default") { Text = "東" }));
        Assert.Equal([1], await Seqs(new("default") { Text = "uni" }));
    }

    protected static LoggedMessage Said(int seq, string text) =>
        new(seq, 0, DateTimeOffset.UnixEpoch.AddDays(20_000).AddSeconds(seq), MessageDirection.In, MessageRole.Human, MessageKind.Input, text);

    protected async Task<RunRow> Indexed(params LoggedMessage[] messages) => await Indexed(null, messages);

    protected async Task<RunRow> Indexed(string? thread, params LoggedMessage[] messages)
    {
        var run = (await Accept(Wish(thread))).Run!;
        Assert.Equal(messages.Length, await Write(new FollowedRun(await KeyOf(run), run, 0), messages));
        return run;
    }

    protected async Task<int?> Write(FollowedRun run, params LoggedMessage[] messages)
    {
        Assert.True(await Store.Messages.HoldAsync(Server, Minute, Stop));
        return await Store.Messages.WriteAsync(Server, [Batch(run, messages)], Stop);
    }

    protected static RunMessages Batch(FollowedRun run, params LoggedMessage[] messages) =>
        new(run, run.Noted, [.. messages.Select(message => MessageTerms.Index(run.Run, message))]);

    /// <summary>The store's own key of a run, as whoever indexes gets it.</summary>
    protected async Task<long> KeyOf(RunRow run)
    {
        AdvanceTime(TimeSpan.FromMilliseconds(1));
        return (await Store.Messages.UnderWayAsync(TimeSpan.Zero, 1_000, Stop)).Single(one => one.Run.Id == run.Id).Key;
    }

    protected ValueTask<IReadOnlyList<FoundMessage>> Find(MessageQuery query) => Store.Messages.FindAsync(query, Stop);

    protected async Task<IEnumerable<int>> Seqs(MessageQuery query) => (await Find(query)).Select(found => found.Message.Seq);

    protected async Task Follow(RunLease lease, int seq, RunStatus status = RunStatus.Success) => await Store.Runs.AppendAsync(
        new(lease, [Entry(seq, kind: EntryKind.RunFinished)]) { Transition = new(status, long.MaxValue) { IsFollowed = true } }, Stop);
}
