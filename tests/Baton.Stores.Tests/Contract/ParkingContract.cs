using System.Text;
using Baton.Engine.Journal;
using Baton.Engine.Runs;
using Baton.Engine.Stores;

namespace Baton.Stores.Tests.Contract;

public abstract class ParkingContract<TSubject> : StoreContract<TSubject>
    where TSubject : StoreSubject, new()
{
    [Fact]
    public async Task A_parked_run_has_no_owner_and_knows_when_it_wakes()
    {
        var lease = await Start();

        await Park(lease, 2, TimeSpan.FromHours(1), RunStatus.Sleeping);

        var row = await Row(lease.Run);
        Assert.Equal((RunStatus.Sleeping, null, Time.GetUtcNow().AddHours(1)), (row.Status, row.Owner, row.WakeAt!.Value));
        Assert.Equal(AppendStatus.Fenced, (await Append(lease, Entry(3))).Status);
        Assert.Empty(await Claim());
    }

    [Fact]
    public async Task Parked_runs_wake_in_the_order_of_their_times_and_not_before()
    {
        var late = await Start();
        var soon = await Start();
        await Park(late, 2, TimeSpan.FromMinutes(2), RunStatus.Sleeping);
        await Park(soon, 2, TimeSpan.FromMinutes(1), RunStatus.Sleeping);
        Assert.Equal(new WakeOutcome(0, TimeSpan.FromMinutes(1)), await Store.Runs.WakeDueAsync(10, null, Stop));

        AdvanceTime(TimeSpan.FromMinutes(3));

        Assert.Equal(new WakeOutcome(1, TimeSpan.Zero), await Store.Runs.WakeDueAsync(1, null, Stop));
        Assert.Equal(soon.Run, Assert.Single(await Claim()).Run.Id);
        Assert.Equal(new WakeOutcome(1, null), await Store.Runs.WakeDueAsync(1, null, Stop));
        Assert.Equal((late.Run, 2), ((await Claim()).Select(claimed => (claimed.Run.Id, claimed.Lease.Epoch)).Single()));
    }

    [Fact]
    public async Task An_old_time_does_not_wake_a_run_that_has_parked_anew()
    {
        var lease = await Start();
        await Park(lease, 2, TimeSpan.FromMinutes(1));
        await Store.Runs.SendAsync(new("default", lease.Run, InboxKind.Event) { Name = "paid" }, Stop);
        var claimed = Assert.Single(await Claim());
        var seen = Assert.Single(await Store.Runs.ReceiveAsync(lease.Run, 0, Stop)).Id;
        await Store.Runs.AppendAsync(
            new(claimed.Lease, [Entry(3)]) { Transition = new(RunStatus.Waiting, seen) { WakeAfter = TimeSpan.FromMinutes(5) }, InboxTaken = seen }, Stop);

        AdvanceTime(TimeSpan.FromMinutes(2));

        Assert.Equal(new WakeOutcome(0, TimeSpan.FromMinutes(3)), await Store.Runs.WakeDueAsync(10, null, Stop));
    }

    [Theory]
    [InlineData(RunStatus.Waiting)]
    [InlineData(RunStatus.Sleeping)]
    [InlineData(RunStatus.Success)]
    [InlineData(RunStatus.Error)]
    [InlineData(RunStatus.Timeout)]
    public async Task A_run_neither_parks_nor_ends_over_a_message_it_has_not_seen(RunStatus status)
    {
        var lease = await Start();
        await Cancel(lease.Run);

        var outcome = await Store.Runs.AppendAsync(new(lease, [Entry(2)]) { Transition = new(status, 0) }, Stop);

        Assert.Equal(AppendStatus.InboxNotSeen, outcome.Status);
        Assert.Equal((RunStatus.Running, 1), ((await Row(lease.Run)).Status, (await Row(lease.Run)).Seq));
        var seen = Assert.Single(await Store.Runs.ReceiveAsync(lease.Run, 0, Stop)).Id;
        Assert.Equal(AppendStatus.Committed, (await Store.Runs.AppendAsync(new(lease, [Entry(2)]) { Transition = new(status, seen) }, Stop)).Status);
    }

    [Theory]
    [InlineData(RunStatus.Cancelled)]
    [InlineData(RunStatus.Pending)]
    public async Task A_cancelled_run_ends_and_a_run_is_handed_on_whatever_has_come_since(RunStatus status)
    {
        var lease = await Start();
        await Cancel(lease.Run);

        var outcome = await Store.Runs.AppendAsync(new(lease, [Entry(2)]) { Transition = new(status, 0) }, Stop);

        Assert.Equal(AppendStatus.Committed, outcome.Status);
        Assert.Equal(status, (await Row(lease.Run)).Status);
    }

    [Fact]
    public async Task A_run_that_was_handed_on_is_claimed_with_a_new_epoch()
    {
        var lease = await Start();
        await Store.Runs.AppendAsync(new(lease, []) { Transition = new(RunStatus.Pending, 0) }, Stop);

        var claimed = Assert.Single(await Claim());

        Assert.Equal((2, 1), (claimed.Lease.Epoch, claimed.Run.Seq));
        Assert.Equal(AppendStatus.Committed, (await Append(claimed.Lease, Entry(2))).Status);
    }

    [Fact]
    public async Task An_ended_run_has_its_code_no_open_tickets_and_an_empty_inbox()
    {
        var lease = await Start();
        await Store.Runs.SendAsync(new("default", lease.Run, InboxKind.Event) { Name = "late" }, Stop);

        await Store.Runs.AppendAsync(
            new(lease, [Entry(2)])
            {
                Open = [Ticket("t1", lease.Run)],
                Transition = new(RunStatus.Error, long.MaxValue) { ErrorCode = "BTN2004" },
            },
            Stop);

        var row = await Row(lease.Run);
        Assert.Equal((RunStatus.Error, "BTN2004", null), (row.Status, row.ErrorCode, row.Owner));
        Assert.Empty(await Store.Runs.ReceiveAsync(lease.Run, 0, Stop));
        Assert.Empty(await Store.Runs.TicketsAsync(new("default"), Stop));
        Assert.False(Assert.Single(await Store.Runs.TicketsAsync(new("default") { Id = "t1" }, Stop)).IsOpen);
    }

    [Fact]
    public async Task A_childs_end_wakes_its_parent_in_the_same_commit()
    {
        var parent = await Start();
        await Park(parent, 2, tickets: Ticket("t1", parent.Run, TicketKind.Child));
        var child = await Start();

        var outcome = await Store.Runs.AppendAsync(
            new(child, [Entry(2)])
            {
                Transition = new(RunStatus.Success, 0)
                {
                    ToParent = new("default", parent.Run, InboxKind.ChildEnded) { Ticket = "t1", Value = Json("42"), Spent = new Spending(7, 0.25m, 1) },
                },
            },
            Stop);

        Assert.True(outcome.Promoted);
        Assert.Equal(RunStatus.Pending, (await Row(parent.Run)).Status);
        var item = Assert.Single(await Store.Runs.ReceiveAsync(parent.Run, 0, Stop));
        Assert.Equal((InboxKind.ChildEnded, "t1", "42"), (item.Message.Kind, item.Message.Ticket, item.Message.Value!.Value.GetRawText()));
        Assert.Equal(new Spending(7, 0.25m, 1), item.Message.Spent);
    }

    [Fact]
    public async Task A_child_may_end_before_its_parent_has_opened_the_ticket()
    {
        var parent = await Start();
        var end = new InboxMessage("default", parent.Run, InboxKind.ChildEnded) { Ticket = "t1" };

        Assert.Equal(SendOutcome.Delivered, await Store.Runs.SendAsync(end, Stop));
        Assert.Equal(SendOutcome.AlreadyDelivered, await Store.Runs.SendAsync(end, Stop));

        Assert.Equal(AppendStatus.InboxNotSeen, (await Park(parent, 2, tickets: Ticket("t1", parent.Run, TicketKind.Child))).Status);
    }

    [Fact]
    public async Task Records_and_messages_are_committed_with_the_entries()
    {
        var lease = await Start();
        var message = new OutboxMessage("https://example.org/hook", "k1", Encoding.UTF8.GetBytes("{}"));

        var outcome = await Store.Runs.AppendAsync(
            new(lease, [Entry(2)]) { Records = [new("notes", "n1", 0, Json("1"))], Outbox = [message] }, Stop);

        Assert.Equal(AppendStatus.Committed, outcome.Status);
        Assert.Equal(1, (await Store.Records.FindAsync("default", "notes", "n1", Stop))!.Version);
        Assert.Equal("k1", Assert.Single(await Store.Outbox.TakeAsync(10, Lease, Stop)).Message.Key);
    }

    [Fact]
    public async Task A_record_that_has_changed_fails_the_whole_append()
    {
        var lease = await Start();
        await Store.Records.ApplyAsync("default", [new("notes", "n1", 0, Json("1"))], Stop);
        var message = new OutboxMessage("https://example.org/hook", "k1", Encoding.UTF8.GetBytes("{}"));

        var outcome = await Store.Runs.AppendAsync(
            new(lease, [Entry(2)])
            {
                Records = [new("notes", "n2", 0, Json("1")), new("notes", "n1", 0, Json("2"))],
                Outbox = [message],
                Transition = new(RunStatus.Success, 0),
            },
            Stop);

        Assert.Equal(AppendStatus.RecordConflict, outcome.Status);
        Assert.Equal((1, RunStatus.Running), ((await Row(lease.Run)).Seq, (await Row(lease.Run)).Status));
        Assert.Null(await Store.Records.FindAsync("default", "notes", "n2", Stop));
        Assert.Empty(await Store.Outbox.TakeAsync(10, Lease, Stop));
    }
}
