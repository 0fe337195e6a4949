using Baton.Engine.Journal;
using Baton.Engine.Runs;
using Baton.Engine.Stores;
using Baton.Engine.Stores.InMemory;
using Baton.Engine.Stores.Messages;
using Baton.Engine.Stores.Transfer;

namespace Baton.Stores.Tests.Contract;

/// <summary>What is noted to be indexed, and how messages go.</summary>
public abstract class MessageLifeContract<TSubject> : MessageContract<TSubject>
    where TSubject : StoreSubject, new()
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    [Fact]
    public async Task A_run_is_noted_in_the_commit_that_parks_or_ends_it_until_its_messages_are_written()
    {
        var (ended, parked, quiet) = (await Start(), await Start("t1"), await Start());
        await Follow(ended, 2);
        await Store.Runs.AppendAsync(
            new(parked, [Entry(2), Entry(3, kind: EntryKind.TicketOpened)])
            {
                Transition = new(RunStatus.Waiting, 0) { IsFollowed = true, Head = new CheckpointRef(parked.Run, 3) },
                Open = [Ticket("1", parked.Run)],
            },
            Stop);
        await Finish(quiet, 2);

        var noted = await Store.Messages.NotedAsync(10, Stop);

        Assert.Equal([(parked.Run, 3), (ended.Run, 2)], noted.Select(run => (run.Run.Id, run.Noted)));
        Assert.Equal(2, (await Store.Messages.BacklogAsync(Stop)).Runs);
        Assert.Equal(1, await Write(noted[0], Said(3, "hello")));
        Assert.Equal([ended.Run], (await Store.Messages.NotedAsync(10, Stop)).Select(run => run.Run.Id));
    }

    [Fact]
    public async Task A_run_that_comes_to_rest_again_meanwhile_stays_noted()
    {
        var run = await Start("t1");
        var lease = run;
        await Follow(lease, 2, RunStatus.Waiting);
        var read = Assert.Single(await Store.Messages.NotedAsync(10, Stop));
        await Store.Runs.SendAsync(new("default", run.Run, InboxKind.Event) { Name = "go" }, Stop);
        lease = Assert.Single(await Claim()).Lease;
        await Follow(lease, 3, RunStatus.Cancelled);

        await Write(read, Said(2, "early"));

        Assert.Equal(3, Assert.Single(await Store.Messages.NotedAsync(10, Stop)).Noted);
    }

    [Fact]
    public async Task A_refused_append_notes_nothing()
    {
        var run = await Start();

        await Follow(run with { Epoch = run.Epoch + 1 }, 2);

        Assert.Empty(await Store.Messages.NotedAsync(10, Stop));
        Assert.Null((await Store.Messages.BacklogAsync(Stop)).Oldest);
    }

    [Fact]
    public async Task The_backlog_tells_how_long_the_oldest_waits()
    {
        await Follow(await Start(), 2);
        AdvanceTime(Minute);
        await Follow(await Start(), 2);

        var backlog = await Store.Messages.BacklogAsync(Stop);

        Assert.Equal(2, backlog.Runs);
        Assert.InRange(backlog.Oldest!.Value, Minute, Minute + Minute);
    }

    [Fact]
    public async Task One_server_indexes_until_it_stops_saying_so_and_another_one_cannot_write()
    {
        var run = await Start();
        await Follow(run, 2);
        var noted = Assert.Single(await Store.Messages.NotedAsync(1, Stop));
        Assert.True(await Store.Messages.HoldAsync(Server, Minute, Stop));
        Assert.True(await Store.Messages.HoldAsync(Server, Minute, Stop));
        var other = await Store.Servers.RegisterAsync("second", Minute * 60, Stop);
        Assert.False(await Store.Messages.HoldAsync(other, Minute, Stop));
        AdvanceTime(Minute + Minute);
        Assert.True(await Store.Messages.HoldAsync(other, Minute, Stop));

        Assert.Null(await Store.Messages.WriteAsync(Server, [Batch(noted, Said(1, "late"))], Stop));

        Assert.Empty(await Seqs(new("default")));
        Assert.Single(await Store.Messages.NotedAsync(1, Stop));
        Assert.Equal(1, await Store.Messages.WriteAsync(other, [Batch(noted, Said(1, "late"))], Stop));
    }

    [Fact]
    public async Task Where_the_server_that_indexed_has_left_another_one_need_not_wait()
    {
        Assert.True(await Store.Messages.HoldAsync(Server, Minute, Stop));
        var other = await Store.Servers.RegisterAsync("second", Minute, Stop);
        await Store.Servers.LeaveAsync(Server, Stop);

        Assert.True(await Store.Messages.HoldAsync(other, Minute, Stop));
    }

    [Fact]
    public async Task A_run_takes_its_messages_along_and_nothing_is_written_for_it_later()
    {
        var run = await Start();
        await Follow(run, 2);
        var noted = Assert.Single(await Store.Messages.NotedAsync(1, Stop));
        await Write(noted with { Noted = 0 }, Said(1, "gone"));

        Assert.True(await Store.Runs.DeleteAsync("default", run.Run, Stop));

        Assert.Empty(await Seqs(new("default") { Text = "gone" }));
        Assert.Empty(await Store.Messages.NotedAsync(1, Stop));
        Assert.Equal(0, await Write(noted, Said(2, "gone")));
    }

    [Fact]
    public async Task Threads_and_what_is_pruned_take_their_messages_along()
    {
        var (loose, turn, kept) = (await Start(), await Start("t1"), await Indexed("t2", Said(9, "kept")));
        foreach (var lease in (RunLease[])[loose, turn])
        {
            await Follow(lease, 2);
        }

        foreach (var run in await Store.Messages.NotedAsync(9, Stop))
        {
            await Write(run, Said(1, "old"));
        }

        Assert.True(await Store.Threads.DeleteAsync("default", "t1", Stop));
        Assert.Single(await Seqs(new("default") { Text = "old" }));
        AdvanceTime(Day);
        Assert.Equal(1, await Store.Runs.PruneAsync(Minute, 10, Stop));

        Assert.Empty(await Seqs(new("default") { Text = "old" }));
        Assert.Equal(kept.Id, Assert.Single(await Find(new("default"))).Run);
    }

    [Fact]
    public async Task A_run_that_is_hidden_is_never_found_again()
    {
        var turn = await Start("t1");
        await Follow(turn, 2);
        var noted = Assert.Single(await Store.Messages.NotedAsync(1, Stop));
        await Write(noted, Said(1, "private"));

        Assert.True(await Store.Runs.DeleteAsync("default", turn.Run, Stop));
        await Store.Messages.NoteAsync("default", null, 10, Stop);
        await Write(noted, Said(1, "private"));

        Assert.Empty(await Find(new("default")));
    }

    [Fact]
    public async Task What_is_older_than_an_age_goes_a_few_at_a_time()
    {
        var now = Time.GetUtcNow();
        await Indexed([.. Enumerable.Range(1, 5).Select(seq => Said(seq, "log") with { At = now.AddDays(seq - 6) })]);

        Assert.Equal(2, await Store.Messages.PruneAsync(Day * 1.5, 2, Stop));
        Assert.Equal([5, 4, 3], await Seqs(new("default") { Text = "log" }));
        Assert.Equal(2, await Store.Messages.PruneAsync(Day * 1.5, 9, Stop));
        Assert.Equal([5], await Seqs(new("default")));
        Assert.Equal(0, await Store.Messages.PruneAsync(Day * 1.5, 9, Stop));
    }

    [Fact]
    public async Task What_was_erased_is_not_written_again_but_what_is_said_later_is()
    {
        var now = Time.GetUtcNow();
        var run = await Indexed(
            Said(1, "mine") with { Customer = "C-1", At = now }, Said(2, "mine too") with { Customer = "C-1", At = now }, Said(3, "not mine") with { At = now });
        var term = MessageTerms.Customer("default", "C-1");

        Assert.Equal(1, await Store.Messages.RemoveAsync(term, "ann", 1, Stop));
        Assert.Equal(1, await Store.Messages.RemoveAsync(term, null, 9, Stop));
        Assert.Equal([3], await Seqs(new("default") { Text = "mine" }));

        var later = Said(4, "mine again") with { Customer = "C-1", At = now.AddHours(1) };
        Assert.Equal(1, await Write(new FollowedRun(await KeyOf(run), run, 0), Said(1, "mine") with { Customer = "C-1", At = now }, later));
        Assert.Equal([4, 3], await Seqs(new("default") { Text = "mine" }));
    }

    [Fact]
    public async Task Removing_without_an_erasure_lets_the_log_be_made_again()
    {
        var run = await Indexed("t1", Said(1, "again"));

        Assert.Equal(1, await Store.Messages.RemoveAsync(MessageTerms.Thread("default", "t1"), null, 9, Stop));
        Assert.Empty(await Seqs(new("default")));

        Assert.Equal(1, await Write(new FollowedRun(await KeyOf(run), run, 0), Said(1, "again")));
    }

    [Fact]
    public async Task All_of_a_tenants_runs_can_be_noted_page_by_page()
    {
        RunLease[] runs = [await Start(), await Start(), await Start()];
        await Accept(Wish() with { Tenant = "other" });

        var (first, last) = await Store.Messages.NoteAsync("default", null, 2, Stop);
        var (second, end) = await Store.Messages.NoteAsync("default", last, 2, Stop);

        Assert.Equal((2, 1, null), (first, second, end));
        Assert.Equal(runs.Select(run => run.Run).Reverse(), (await Store.Messages.NotedAsync(10, Stop)).Select(run => run.Run.Id));
    }

    [Fact]
    public async Task An_import_notes_its_runs_and_keeps_what_was_erased_away()
    {
        await using var origin = new InMemoryStore(Time);
        var server = await origin.Servers.RegisterAsync("first", Minute, Stop);
        var run = (await origin.Runs.AcceptAsync(Wish("t1") with { Owner = server }, Stop)).Lease!;
        await origin.Messages.RemoveAsync(MessageTerms.Thread("default", "t1"), "ann", 1, Stop);
        await using var back = new InMemoryStore(Time);

        await Move(origin, Store);
        await Move(Store, back);

        foreach (var store in (IStore[])[Store, back])
        {
            var noted = Assert.Single(await store.Messages.NotedAsync(10, Stop));
            Assert.Equal((run.Run, 1), (noted.Run.Id, noted.Noted));
            Assert.True(await store.Messages.HoldAsync(Server, Minute, Stop));
            Assert.Equal(0, await store.Messages.WriteAsync(Server, [Batch(noted, Said(1, "erased") with { At = DateTimeOffset.UnixEpoch })], Stop));
        }
    }

    private static async Task Move(IStore from, IStore to)
    {
        using var file = new MemoryStream();
        await StoreTransfer.ExportAsync(from, file, Stop);
        file.Position = 0;
        await StoreTransfer.ImportAsync(to, file, Stop);
    }
}
