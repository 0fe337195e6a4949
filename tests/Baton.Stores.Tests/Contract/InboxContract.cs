using Baton.Engine.Journal;
using Baton.Engine.Runs;
using Baton.Engine.Stores;

namespace Baton.Stores.Tests.Contract;

public abstract class InboxContract<TSubject> : StoreContract<TSubject>
    where TSubject : StoreSubject, new()
{
    [Fact]
    public async Task An_answer_wakes_the_run_and_closes_the_ticket()
    {
        var run = await Waiting("t1");

        Assert.Equal(SendOutcome.Delivered, await Answer(run, "t1", "true", "k"));

        var item = Assert.Single(await Store.Runs.ReceiveAsync(run, 0, Stop));
        Assert.Equal((InboxKind.Answer, "t1", "ann", "k"), (item.Message.Kind, item.Message.Ticket, item.Message.By, item.Message.Key));
        Assert.Equal(RunStatus.Pending, (await Row(run)).Status);
        Assert.Empty(await Store.Runs.TicketsAsync(new("default"), Stop));
    }

    [Fact]
    public async Task The_first_answer_wins()
    {
        var run = await Waiting("t1");
        await Answer(run, "t1", """{"ok":true,"n":1}""", "k");

        Assert.Equal(SendOutcome.AlreadyDelivered, await Answer(run, "t1", """{"n":1,"ok":true}"""));
        Assert.Equal(SendOutcome.AlreadyDelivered, await Answer(run, "t1", "false", "k"));
        Assert.Equal(SendOutcome.Conflict, await Answer(run, "t1", "false", "other"));
        Assert.Equal(SendOutcome.Conflict, await Answer(run, "t1", "false"));
        Assert.Single(await Store.Runs.ReceiveAsync(run, 0, Stop));
    }

    [Fact]
    public async Task An_answer_may_be_null()
    {
        var run = await Waiting("t1");

        Assert.Equal(SendOutcome.Delivered, await Answer(run, "t1", "null"));
        Assert.Equal(SendOutcome.AlreadyDelivered, await Answer(run, "t1", "null"));
        Assert.Equal(SendOutcome.Conflict, await Answer(run, "t1", "1"));
        var item = Assert.Single(await Store.Runs.ReceiveAsync(run, 0, Stop));
        Assert.Equal(System.Text.Json.JsonValueKind.Null, item.Message.Value!.Value.ValueKind);
    }

    [Fact]
    public async Task One_of_many_simultaneous_answers_wins()
    {
        var run = await Waiting("t1");

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 16).Select(n => Task.Run(() => Answer(run, "t1", $"{n}").AsTask())));

        Assert.Single(outcomes, SendOutcome.Delivered);
        Assert.Equal(15, outcomes.Count(outcome => outcome == SendOutcome.Conflict));
    }

    [Fact]
    public async Task An_answer_is_remembered_after_the_run_has_ended()
    {
        var run = await Waiting("t1", "t2");
        await Answer(run, "t1", "true");
        var claimed = Assert.Single(await Claim());
        await Finish(claimed.Lease, 3);

        Assert.Equal(SendOutcome.AlreadyDelivered, await Answer(run, "t1", "true"));
        Assert.Equal(SendOutcome.Conflict, await Answer(run, "t1", "false"));
        Assert.Equal(SendOutcome.Ended, await Answer(run, "t2", "true"));
        Assert.Equal(SendOutcome.Ended, await Cancel(run));
    }

    [Fact]
    public async Task A_ticket_that_was_closed_without_an_answer_takes_none()
    {
        var lease = await Start();
        await Store.Runs.AppendAsync(new(lease, [Entry(2)]) { Open = [Ticket("t1", lease.Run)] }, Stop);
        await Store.Runs.AppendAsync(new(lease, [Entry(3)]) { Close = ["t1"] }, Stop);

        Assert.Equal(SendOutcome.Conflict, await Answer(lease.Run, "t1", "true"));
    }

    [Fact]
    public async Task Unknown_runs_and_tickets_are_unknown()
    {
        var run = await Waiting("t1");

        Assert.Equal(SendOutcome.Unknown, await Answer(run, "t9", "true"));
        Assert.Equal(SendOutcome.Unknown, await Answer(NewId(), "t1", "true"));
        Assert.Equal(SendOutcome.Unknown, await Cancel(NewId()));
        Assert.Equal(
            SendOutcome.Unknown,
            await Store.Runs.SendAsync(new("other", run, InboxKind.Answer) { Ticket = "t1", Value = Json("true") }, Stop));
        Assert.Equal(RunStatus.Waiting, (await Row(run)).Status);
    }

    [Fact]
    public async Task A_ticket_of_another_run_is_unknown()
    {
        await Waiting("t1");
        var other = await Waiting("t2");

        Assert.Equal(SendOutcome.Unknown, await Answer(other, "t1", "true"));
    }

    [Fact]
    public async Task A_cancel_wakes_a_parked_run_and_waits_for_a_running_one()
    {
        var parked = await Waiting("t1");
        var running = await Start();

        Assert.Equal(SendOutcome.Delivered, await Cancel(parked));
        Assert.Equal(SendOutcome.Delivered, await Cancel(running.Run));

        Assert.Equal(RunStatus.Pending, (await Row(parked)).Status);
        Assert.Equal(RunStatus.Running, (await Row(running.Run)).Status);
        Assert.Single(await Store.Runs.ReceiveAsync(running.Run, 0, Stop));
    }

    [Fact]
    public async Task An_event_with_a_key_is_delivered_once_even_after_it_was_taken()
    {
        var lease = await Start();
        var paid = new InboxMessage("default", lease.Run, InboxKind.Event) { Name = "paid", Key = "k" };
        Assert.Equal(SendOutcome.Delivered, await Store.Runs.SendAsync(paid, Stop));
        Assert.Equal(SendOutcome.AlreadyDelivered, await Store.Runs.SendAsync(paid, Stop));

        var seen = Assert.Single(await Store.Runs.ReceiveAsync(lease.Run, 0, Stop)).Id;
        await Store.Runs.AppendAsync(new(lease, [Entry(2)]) { InboxTaken = seen }, Stop);

        Assert.Empty(await Store.Runs.ReceiveAsync(lease.Run, 0, Stop));
        Assert.Equal(SendOutcome.AlreadyDelivered, await Store.Runs.SendAsync(paid, Stop));
        Assert.Equal(AppendStatus.Committed, (await Park(lease, 3)).Status);
    }

    [Fact]
    public async Task A_release_wakes_the_run_and_is_read_back()
    {
        var lease = await Start();
        await Park(lease, 2);

        Assert.Equal(SendOutcome.Delivered, await Store.Runs.SendAsync(new("default", lease.Run, InboxKind.Release) { Name = "BTN4303" }, Stop));

        Assert.Equal(RunStatus.Pending, (await Row(lease.Run)).Status);
        var message = Assert.Single(await Store.Runs.ReceiveAsync(lease.Run, 0, Stop)).Message;
        Assert.Equal((InboxKind.Release, "BTN4303"), (message.Kind, message.Name));
    }

    [Fact]
    public async Task Numbers_rise_and_are_not_used_again()
    {
        var lease = await Start();
        await Cancel(lease.Run);
        var first = Assert.Single(await Store.Runs.ReceiveAsync(lease.Run, 0, Stop)).Id;
        await Store.Runs.AppendAsync(new(lease, [Entry(2)]) { InboxTaken = first }, Stop);

        await Cancel(lease.Run);
        await Cancel(lease.Run);

        var later = await Store.Runs.ReceiveAsync(lease.Run, first, Stop);
        Assert.Equal(2, later.Count);
        Assert.True(later[0].Id > first && later[1].Id > later[0].Id);
        Assert.Equal(later[1].Id, Assert.Single(await Store.Runs.ReceiveAsync(lease.Run, later[0].Id, Stop)).Id);
    }

    [Fact]
    public async Task A_message_is_read_back_in_full()
    {
        var lease = await Start();
        var sent = new InboxMessage("default", lease.Run, InboxKind.Event)
        {
            Name = "paid",
            Value = Json("""{"sum":"12 €"}"""),
            Error = new("BTN2001", "Some.Type", "no"),
            Key = "k",
            By = "bank",
        };

        await Store.Runs.SendAsync(sent, Stop);

        var read = Assert.Single(await Store.Runs.ReceiveAsync(lease.Run, 0, Stop)).Message;
        Assert.Equal(sent with { Value = null }, read with { Value = null });
        Assert.Equal("12 €", read.Value!.Value.GetProperty("sum").GetString());
    }

    [Fact]
    public async Task Tickets_are_found_by_what_they_are()
    {
        var lease = await Start("case-1");
        var asked = Ticket("t1", lease.Run) with { Name = "refund", Value = Json("1"), Schema = Json("{}"), Deadline = Time.GetUtcNow().AddHours(1) };
        await Park(lease, 2, tickets: [asked, Ticket("t2", lease.Run, TicketKind.Event)]);
        await Waiting("t3");

        var all = await Store.Runs.TicketsAsync(new("default"), Stop);
        Assert.Equal(["t1", "t2", "t3"], all.Select(ticket => ticket.Id));
        Assert.Equal(("default", "case-1", "refund", lease.Run), (all[0].Tenant, all[0].Thread, all[0].Name, all[0].Run));
        Assert.Equal((asked.Deadline, Time.GetUtcNow(), true), (all[0].Deadline, all[0].CreatedAt, all[0].IsOpen));
        Assert.Equal(["t2"], (await Store.Runs.TicketsAsync(new("default") { Kind = TicketKind.Event }, Stop)).Select(ticket => ticket.Id));
        Assert.Equal(["t1", "t2"], (await Store.Runs.TicketsAsync(new("default") { Run = lease.Run }, Stop)).Select(ticket => ticket.Id));
        Assert.Equal(["t1", "t2"], (await Store.Runs.TicketsAsync(new("default") { Thread = "case-1" }, Stop)).Select(ticket => ticket.Id));
        Assert.Equal(["t1"], (await Store.Runs.TicketsAsync(new("default") { Limit = 1 }, Stop)).Select(ticket => ticket.Id));
        Assert.Empty(await Store.Runs.TicketsAsync(new("other"), Stop));
    }

    [Fact]
    public async Task Opening_a_ticket_that_exists_changes_nothing()
    {
        var run = await Waiting("t1");
        await Answer(run, "t1", "true");
        var claimed = Assert.Single(await Claim());

        await Store.Runs.AppendAsync(new(claimed.Lease, [Entry(3)]) { Open = [Ticket("t1", run)] }, Stop);

        Assert.False(Assert.Single(await Store.Runs.TicketsAsync(new("default") { Id = "t1" }, Stop)).IsOpen);
        Assert.Equal(SendOutcome.AlreadyDelivered, await Answer(run, "t1", "true"));
    }

    [Fact]
    public async Task An_answer_counts_until_the_tickets_deadline_and_not_from_then_on()
    {
        var lease = await Start();
        var deadline = Time.GetUtcNow().AddMinutes(1);
        await Park(lease, 2, tickets: [Ticket("early", lease.Run) with { Deadline = deadline }, Ticket("late", lease.Run) with { Deadline = deadline }]);

        Time.Advance(TimeSpan.FromMilliseconds(59_999));
        Assert.Equal(SendOutcome.Delivered, await Answer(lease.Run, "early", "true"));
        Time.Advance(TimeSpan.FromMilliseconds(1));

        Assert.Equal(SendOutcome.Conflict, await Answer(lease.Run, "late", "true"));
        Assert.Equal(SendOutcome.AlreadyDelivered, await Answer(lease.Run, "early", "true"));
        Assert.Single(await Store.Runs.ReceiveAsync(lease.Run, 0, Stop));
    }

    [Fact]
    public async Task A_deadline_ends_only_answers()
    {
        var lease = await Start();
        await Park(lease, 2, tickets: [Ticket("t1", lease.Run, TicketKind.Child) with { Deadline = Time.GetUtcNow() }]);

        var ended = new InboxMessage("default", lease.Run, InboxKind.ChildEnded) { Ticket = "t1", Value = Json("1") };

        Assert.Equal(SendOutcome.Delivered, await Store.Runs.SendAsync(ended, Stop));
    }

    private async Task<Guid> Waiting(params string[] tickets)
    {
        var lease = await Start();
        await Park(lease, 2, tickets: [.. tickets.Select(ticket => Ticket(ticket, lease.Run))]);
        return lease.Run;
    }
}
