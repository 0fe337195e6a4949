using Baton.Engine.Journal;
using Baton.Engine.Runs;
using Baton.Engine.Stores;
using Baton.Graphs;

namespace Baton.Stores.Tests.Contract;

public abstract class ThreadRuleContract<TSubject> : StoreContract<TSubject>
    where TSubject : StoreSubject, new()
{
    [Fact]
    public async Task A_run_makes_its_thread_and_settles_its_graph()
    {
        var lease = await Start("case-1");

        var thread = await Thread("case-1");
        Assert.Equal(("desk", lease.Run, RunStatus.Running), (thread.Graph, thread.ActiveRun!.Value, thread.ActiveStatus!.Value));
        Assert.Null(thread.Head);
        Assert.Equal(ThreadStatus.Busy, thread.Status);
    }

    [Fact]
    public async Task A_thread_that_must_exist_and_does_not_is_unknown()
    {
        var wish = Wish("case-1") with { CreateThread = false };

        Assert.Equal(AcceptStatus.ThreadUnknown, (await Accept(wish)).Status);
        Assert.Null(await Store.Runs.FindAsync("default", wish.Id, Stop));
    }

    [Fact]
    public async Task A_run_of_another_graph_is_refused()
    {
        await Start("case-1");

        var outcome = await Accept(Wish("case-1") with { Graph = "sales" });

        Assert.Equal((AcceptStatus.OtherGraph, null, null), (outcome.Status, outcome.Run, outcome.Lease));
    }

    [Fact]
    public async Task Input_that_may_only_be_delivered_makes_no_run()
    {
        var first = await Start("case-1");
        var input = Wish("case-1") with { WhileWaiting = WhileWaiting.Deliver, DeliverInput = Json("1"), DeliverTo = first.Run, IdempotencyKey = "k", Owner = null };
        Assert.Equal(AcceptStatus.ThreadBusy, (await Accept(input)).Status);
        await Park(first, 2);
        Assert.Equal(AcceptStatus.ThreadBusy, (await Accept(input with { DeliverTo = NewId() })).Status);
        Assert.Equal(AcceptStatus.ThreadBusy, (await Accept(input with { Thread = "case-2", CreateThread = true })).Status);

        var delivered = await Accept(input);
        var again = await Accept(input with { Id = NewId() });

        Assert.Equal((AcceptStatus.Delivered, first.Run), (delivered.Status, delivered.Run!.Id));
        Assert.Equal((AcceptStatus.Existing, first.Run), (again.Status, again.Run!.Id));
        Assert.Single(await Store.Runs.ReceiveAsync(first.Run, 0, Stop));
    }

    [Fact]
    public async Task Enqueued_runs_wait_for_their_turn_and_are_promoted_one_by_one()
    {
        var first = await Start("case-1");
        var second = await Accept(Wish("case-1"));
        var third = await Accept(Wish("case-1"));

        Assert.True(second.Run!.Queued);
        Assert.Null(second.Lease);
        Assert.Equal(first.Run, second.Other!.Id);
        Assert.Empty(await Claim());

        Assert.True((await Finish(first, 2)).Promoted);
        var claimed = Assert.Single(await Claim());
        Assert.Equal(second.Run.Id, claimed.Run.Id);
        Assert.Equal(second.Run.Id, (await Thread("case-1")).ActiveRun);

        Assert.True((await Finish(claimed.Lease, 2)).Promoted);
        var last = Assert.Single(await Claim());
        Assert.Equal(third.Run!.Id, last.Run.Id);
        Assert.False((await Finish(last.Lease, 2)).Promoted);
        Assert.Null((await Thread("case-1")).ActiveRun);
    }

    [Fact]
    public async Task Reject_refuses_while_a_run_is_under_way()
    {
        var first = await Start("case-1");

        var outcome = await Accept(Wish("case-1") with { Strategy = MultitaskStrategy.Reject });

        Assert.Equal((AcceptStatus.ThreadBusy, first.Run), (outcome.Status, outcome.Other!.Id));
        Assert.Null(outcome.Run);
    }

    [Theory]
    [InlineData(MultitaskStrategy.Interrupt, "interrupt")]
    [InlineData(MultitaskStrategy.Rollback, "rollback")]
    public async Task Interrupt_and_rollback_ask_every_run_of_the_thread_to_stop(MultitaskStrategy strategy, string action)
    {
        var first = await Start("case-1");
        var queued = await Accept(Wish("case-1"));

        var outcome = await Accept(Wish("case-1") with { Strategy = strategy });

        Assert.True(outcome.Run!.Queued);
        foreach (var run in (Guid[])[first.Run, queued.Run!.Id])
        {
            var item = Assert.Single(await Store.Runs.ReceiveAsync(run, 0, Stop));
            Assert.Equal((InboxKind.Cancel, action), (item.Message.Kind, item.Message.Name));
            Assert.Equal("superseded by a new run", item.Message.Value!.Value.GetString());
        }

        // The queued one is claimable so that it can be ended; the thread still belongs to the first.
        var claimed = Assert.Single(await Claim());
        Assert.Equal(queued.Run.Id, claimed.Run.Id);
        Assert.Equal(first.Run, (await Thread("case-1")).ActiveRun);
    }

    [Fact]
    public async Task The_end_of_a_run_that_was_cancelled_in_the_queue_leaves_the_thread_alone()
    {
        var first = await Start("case-1");
        var queued = await Accept(Wish("case-1"));
        await Accept(Wish("case-1"));
        await Cancel(queued.Run!.Id);
        var claimed = Assert.Single(await Claim());

        var end = await Store.Runs.AppendAsync(
            new(claimed.Lease, [Entry(2)]) { Transition = new(RunStatus.Cancelled, 0) { RolledBack = true } }, Stop);

        var thread = await Thread("case-1");
        Assert.False(end.Promoted);
        Assert.Equal((first.Run, (RunStatus?)null), (thread.ActiveRun!.Value, thread.LastStatus));
        Assert.Empty(await Claim());
    }

    [Fact]
    public async Task A_waiting_run_is_superseded_by_default()
    {
        var waiting = await Start("case-1");
        await Park(waiting, 2, tickets: Ticket("t1", waiting.Run));

        var outcome = await Accept(Wish("case-1") with { Strategy = MultitaskStrategy.Reject });

        Assert.Equal(AcceptStatus.Accepted, outcome.Status);
        Assert.True(outcome.Run!.Queued);
        Assert.Equal(waiting.Run, outcome.Other!.Id);
        var claimed = Assert.Single(await Claim());
        Assert.Equal(waiting.Run, claimed.Run.Id);
        Assert.Equal("interrupt", Assert.Single(await Store.Runs.ReceiveAsync(waiting.Run, 0, Stop)).Message.Name);
        Assert.True((await Finish(claimed.Lease, 3, RunStatus.Cancelled)).Promoted);
        Assert.Equal(outcome.Run.Id, Assert.Single(await Claim()).Run.Id);
    }

    [Fact]
    public async Task New_input_is_delivered_to_a_waiting_run_where_the_graph_says_so()
    {
        var waiting = await Start("case-1");
        await Park(waiting, 2);
        var wish = Wish("case-1") with { WhileWaiting = WhileWaiting.Deliver, DeliverInput = Json("\"hello\""), IdempotencyKey = "k" };

        var outcome = await Accept(wish);
        var again = await Accept(wish with { Id = NewId() });

        Assert.Equal((AcceptStatus.Delivered, waiting.Run, RunStatus.Pending), (outcome.Status, outcome.Run!.Id, outcome.Run.Status));
        Assert.Equal((AcceptStatus.Existing, waiting.Run), (again.Status, again.Run!.Id));
        var item = Assert.Single(await Store.Runs.ReceiveAsync(waiting.Run, 0, Stop));
        Assert.Equal((InboxKind.Input, "hello"), (item.Message.Kind, item.Message.Value!.Value.GetString()));
        Assert.Null(await Store.Runs.FindAsync("default", wish.Id, Stop));
    }

    [Fact]
    public async Task New_input_queues_behind_a_waiting_run_where_the_graph_says_so()
    {
        var waiting = await Start("case-1");
        await Park(waiting, 2);

        var outcome = await Accept(Wish("case-1") with { WhileWaiting = WhileWaiting.Queue, Strategy = MultitaskStrategy.Interrupt });

        Assert.True(outcome.Run!.Queued);
        Assert.Equal(RunStatus.Waiting, (await Row(waiting.Run)).Status);
        Assert.Empty(await Store.Runs.ReceiveAsync(waiting.Run, 0, Stop));
    }

    [Fact]
    public async Task A_sleeping_run_counts_as_running()
    {
        var sleeping = await Start("case-1");
        await Park(sleeping, 2, TimeSpan.FromHours(1), RunStatus.Sleeping);

        Assert.Equal(AcceptStatus.ThreadBusy, (await Accept(Wish("case-1") with { Strategy = MultitaskStrategy.Reject })).Status);
        Assert.True((await Accept(Wish("case-1"))).Run!.Queued);
        Assert.Equal(ThreadStatus.Busy, (await Thread("case-1")).Status);
    }

    [Fact]
    public async Task The_head_moves_at_the_end_and_when_the_run_waits()
    {
        var lease = await Start("case-1");
        await Store.Runs.AppendAsync(
            new(lease, [Entry(2)]) { Transition = new(RunStatus.Waiting, 0) { Head = new(lease.Run, 2) } }, Stop);
        Assert.Equal(new CheckpointRef(lease.Run, 2), (await Thread("case-1")).Head);
        Assert.Equal(ThreadStatus.Interrupted, (await Thread("case-1")).Status);

        await Cancel(lease.Run);
        var claimed = Assert.Single(await Claim());
        await Finish(claimed.Lease, 3, RunStatus.Error, new(lease.Run, 3));

        var thread = await Thread("case-1");
        Assert.Equal((new CheckpointRef(lease.Run, 3), RunStatus.Error, ThreadStatus.Error), (thread.Head, thread.LastStatus!.Value, thread.Status));
    }

    [Fact]
    public async Task A_rolled_back_run_is_hidden_and_the_head_stands_before_it_again()
    {
        var first = await Start("case-1");
        await Finish(first, 2, head: new(first.Run, 2));
        var second = await Start("case-1");

        await Store.Runs.AppendAsync(
            new(second, [Entry(2)]) { Transition = new(RunStatus.Cancelled, 0) { RolledBack = true, Head = new(first.Run, 2) } }, Stop);

        var thread = await Thread("case-1");
        Assert.Equal((new CheckpointRef(first.Run, 2), RunStatus.Success), (thread.Head, thread.LastStatus!.Value));
        Assert.True((await Row(second.Run)).Hidden);
        Assert.DoesNotContain(await Store.Runs.QueryAsync(new("default"), Stop), row => row.Id == second.Run);
        Assert.Contains(await Store.Runs.QueryAsync(new("default") { IncludeHidden = true }, Stop), row => row.Id == second.Run);
    }

    [Fact]
    public async Task Rolling_back_the_first_run_empties_the_thread()
    {
        var lease = await Start("case-1");
        await Store.Runs.AppendAsync(new(lease, [Entry(2)]) { Transition = new(RunStatus.Waiting, 0) { Head = new(lease.Run, 2) } }, Stop);
        await Cancel(lease.Run);
        var claimed = Assert.Single(await Claim());

        await Store.Runs.AppendAsync(new(claimed.Lease, [Entry(3)]) { Transition = new(RunStatus.Cancelled, 9) { RolledBack = true } }, Stop);

        Assert.Null((await Thread("case-1")).Head);
    }

    [Fact]
    public async Task An_edit_is_a_run_that_is_over_and_moves_the_head()
    {
        var first = await Start("case-1");
        await Finish(first, 2, head: new(first.Run, 2));
        var edit = Edit() with { ExpectedHead = new(first.Run, 2) };

        var outcome = await Accept(edit);

        Assert.Equal((AcceptStatus.Accepted, RunStatus.Success), (outcome.Status, outcome.Run!.Status));
        Assert.Equal(new CheckpointRef(edit.Id, 1), (await Thread("case-1")).Head);
        Assert.DoesNotContain(await Store.Runs.QueryAsync(new("default"), Stop), row => row.IsEdit);
    }

    [Fact]
    public async Task An_edit_of_a_state_that_has_moved_on_is_refused()
    {
        var first = await Start("case-1");
        await Finish(first, 2, head: new(first.Run, 2));

        Assert.Equal(AcceptStatus.HeadMoved, (await Accept(Edit())).Status);
        Assert.Equal(AcceptStatus.HeadMoved, (await Accept(Edit() with { ExpectedHead = new(first.Run, 1) })).Status);
    }

    [Fact]
    public async Task An_edit_of_a_busy_thread_is_refused()
    {
        await Start("case-1");

        Assert.Equal(AcceptStatus.ThreadBusy, (await Accept(Edit())).Status);
    }

    private RunAcceptance Edit() => Wish("case-1") with { IsEdit = true, EndedAs = RunStatus.Success, Owner = null };
}
