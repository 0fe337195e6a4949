using Baton.Engine.Journal;
using Baton.Engine.Runs;
using Baton.Engine.Stores;

namespace Baton.Stores.Tests.Contract;

public abstract class TrimContract<TSubject> : StoreContract<TSubject>
    where TSubject : StoreSubject, new()
{
    private static readonly TimeSpan Age = TimeSpan.FromDays(7);

    [Fact]
    public async Task Runs_before_another_go_and_those_that_are_to_stay_stay()
    {
        var turns = await Turns(5);

        Assert.Equal(2, await Trim(turns[4], before: turns[3].Run, keep: [turns[1].Run]));

        Assert.Equal([turns[1].Run, turns[3].Run, turns[4].Run], await Left());
        Assert.Empty(await Store.Runs.ReadAsync(turns[0].Run, 0, 10, Stop));
        Assert.Equal(turns[4], (await Thread("t")).Head);
        Assert.Empty(await Store.CheckIntegrityAsync(Stop));
        Assert.Equal(0, await Trim(turns[4], before: turns[3].Run, keep: [turns[1].Run]));
    }

    [Fact]
    public async Task The_oldest_go_first_and_not_more_than_the_limit()
    {
        var turns = await Turns(5);

        Assert.Equal(2, await Trim(turns[4], before: turns[4].Run, keep: [turns[0].Run], limit: 2));

        Assert.Equal([turns[0].Run, turns[3].Run, turns[4].Run], await Left());
    }

    [Fact]
    public async Task The_run_at_which_the_thread_stands_never_goes()
    {
        var turns = await Turns(2);
        var last = Wish("t") with { Owner = Server };
        await Finish((await Accept(last)).Lease!, 2);

        Assert.Equal(1, await Trim(turns[1], before: last.Id));

        Assert.Equal([turns[1].Run, last.Id], await Left());
    }

    [Fact]
    public async Task Nothing_goes_where_the_thread_stands_elsewhere()
    {
        var turns = await Turns(3);

        Assert.Equal(0, await Trim(turns[1], before: turns[1].Run));
        Assert.Equal(0, await Store.Threads.TrimAsync(new("other", "t", turns[2], turns[2].Run, [], 10), Stop));

        Assert.Equal(3, (await Left()).Count);
    }

    [Fact]
    public async Task Nothing_goes_while_a_run_is_under_way()
    {
        var turns = await Turns(3);
        await Start("t");

        Assert.Equal(0, await Trim(turns[2], before: turns[2].Run));

        Assert.Equal(4, (await Left()).Count);
    }

    [Fact]
    public async Task Nothing_goes_before_a_run_that_is_not_the_threads()
    {
        var turns = await Turns(3);
        var elsewhere = await Start();
        await Finish(elsewhere, 2);

        Assert.Equal(0, await Trim(turns[2], before: elsewhere.Run));
        Assert.Equal(0, await Trim(turns[2], before: NewId()));

        Assert.Equal(3, (await Left()).Count);
    }

    [Fact]
    public async Task A_child_stays_while_its_parent_lives()
    {
        var parent = await Start();
        var child = await Accept(Wish("t") with { Parent = new(parent.Run, "t1", parent.Run) });
        await Finish(child.Lease!, 2, head: new(child.Run!.Id, 2));
        var turns = await Turns(1);

        Assert.Equal(0, await Trim(turns[0], before: turns[0].Run));
        await Finish(parent, 2);

        Assert.Equal(1, await Trim(turns[0], before: turns[0].Run));
    }

    [Fact]
    public async Task Aged_threads_are_at_rest_and_their_oldest_run_ended_long_ago()
    {
        await Turns(1, "b");
        await Turns(1, "a");
        await Turns(1, "busy");
        AdvanceTime(Age);
        await Start("busy");
        await Turns(1, "young");
        await Store.Threads.CreateAsync(new("default", "empty"), Stop);
        AdvanceTime(TimeSpan.FromSeconds(1));
        await Turns(1, "a");

        var aged = await Store.Threads.AgedAsync(Age, null, 10, Stop);

        Assert.Equal(["a", "b"], aged.Threads.Select(thread => thread.Id));
        Assert.Null(aged.Last);
        Assert.Equal(["b"], (await Store.Threads.AgedAsync(Age, aged.Threads[0], 10, Stop)).Threads.Select(thread => thread.Id));
        Assert.Empty((await Store.Threads.AgedAsync(Age, aged.Threads[1], 10, Stop)).Threads);
    }

    [Fact]
    public async Task A_look_for_aged_threads_ends_after_so_many_threads_of_any_age()
    {
        await Turns(1, "c");
        AdvanceTime(Age * 2);
        await Turns(1, "a");
        await Turns(1, "b");

        var first = await Store.Threads.AgedAsync(Age, null, 2, Stop);
        var second = await Store.Threads.AgedAsync(Age, first.Last, 2, Stop);

        Assert.Empty(first.Threads);
        Assert.Equal("b", first.Last?.Id);
        Assert.Equal(["c"], second.Threads.Select(thread => thread.Id));
        Assert.Null(second.Last);
    }

    [Fact]
    public async Task An_edit_does_not_make_a_thread_old()
    {
        var first = Wish("t") with { IsEdit = true, EndedAs = RunStatus.Success };
        await Accept(first);
        AdvanceTime(Age * 2);
        await Turns(1);

        Assert.Empty((await Store.Threads.AgedAsync(Age, null, 10, Stop)).Threads);
    }

    [Fact]
    public async Task An_edit_that_changes_nothing_moves_the_head_and_not_the_threads_time()
    {
        var turns = await Turns(1, status: RunStatus.Error);
        var before = await Thread("t");
        AdvanceTime(Age);
        var edit = Wish("t") with { IsEdit = true, KeepsTime = true, EndedAs = RunStatus.Success, ExpectedHead = turns[0] };

        Assert.Equal(AcceptStatus.Accepted, (await Accept(edit)).Status);

        Assert.Equal(before with { Head = new(edit.Id, 1) }, await Thread("t"));
        Assert.Equal(AcceptStatus.HeadMoved, (await Accept(edit with { Id = NewId() })).Status);
    }

    private async Task<List<CheckpointRef>> Turns(int count, string thread = "t", RunStatus status = RunStatus.Success)
    {
        var heads = new List<CheckpointRef>();
        for (var turn = 0; turn < count; turn++)
        {
            var lease = await Start(thread);
            heads.Add(new(lease.Run, 2));
            await Finish(lease, 2, status, heads[^1]);
        }

        return heads;
    }

    private async Task<int> Trim(CheckpointRef head, Guid before, IReadOnlyCollection<Guid>? keep = null, int limit = 10) =>
        await Store.Threads.TrimAsync(new("default", "t", head, before, keep ?? [], limit), Stop);

    private async Task<List<Guid>> Left() =>
        [.. (await Store.Runs.QueryAsync(new("default") { Thread = "t", OldestFirst = true }, Stop)).Select(run => run.Id)];
}
