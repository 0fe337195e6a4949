using System.Text;
using Baton.Engine.Journal;
using Baton.Engine.Runs;
using Baton.Engine.Stores;

namespace Baton.Stores.Tests.Contract;

public abstract class JournalContract<TSubject> : StoreContract<TSubject>
    where TSubject : StoreSubject, new()
{
    [Fact]
    public async Task An_accepted_run_has_its_row_and_first_entries()
    {
        var parent = new ParentRef(NewId(), "t", NewId());
        var wish = Wish() with { Metadata = Json("""{"a":1}"""), Parent = parent, Resumable = false, Entries = [Entry(1, "one"), Entry(2, "two")] };

        var outcome = await Accept(wish);

        var row = await Row(wish.Id);
        Assert.Equal(AcceptStatus.Accepted, outcome.Status);
        Assert.Equal((RunStatus.Running, 2, 1, Server), (row.Status, row.Seq, row.Epoch, row.Owner!.Value));
        Assert.Equal(parent, row.Parent);
        Assert.Equal("""{"a":1}""", row.Metadata!.Value.GetRawText());
        Assert.False(row.Resumable);
        Assert.Equal(Time.GetUtcNow(), row.CreatedAt);
        Assert.Equal(row with { Metadata = null }, outcome.Run! with { Metadata = null });
        Assert.Equal(["one", "two"], await Bodies(wish.Id));
    }

    [Fact]
    public async Task Appended_entries_are_read_back_in_order_and_in_full()
    {
        var lease = await Start();

        await Append(lease, Entry(2, "b"), Entry(3, "c"));
        await Append(lease, Entry(4, "", EntryKind.CustomWritten));

        var entries = await Store.Runs.ReadAsync(lease.Run, 1, 10, Stop);
        Assert.Equal([2, 3, 4], entries.Select(entry => entry.Seq));
        Assert.Equal(["b", "c", ""], entries.Select(entry => Encoding.UTF8.GetString(entry.Body.Span)));
        Assert.Equal(EntryKind.CustomWritten, entries[2].Kind);
        Assert.Equal(Time.GetUtcNow(), entries[2].At);
        Assert.Equal(4, (await Row(lease.Run)).Seq);
    }

    [Fact]
    public async Task Appends_of_a_run_that_are_under_way_at_once_are_committed_in_the_order_of_the_calls()
    {
        var lease = await Start();

        // Branches do this: some of the appends close what others of the run do not.
        var appends = Enumerable.Range(2, 60)
            .Select(seq => Store.Runs.AppendAsync(new(lease, [Entry(seq)]) { Close = seq % 3 == 0 ? ["nothing"] : [] }, Stop).AsTask());
        var outcomes = await Task.WhenAll(appends).WaitAsync(TimeSpan.FromSeconds(60), Stop);

        Assert.All(outcomes, outcome => Assert.Equal(AppendStatus.Committed, outcome.Status));
        Assert.Equal(Enumerable.Range(1, 61), (await Store.Runs.ReadAsync(lease.Run, 0, 99, Stop)).Select(entry => entry.Seq));
    }

    [Fact]
    public async Task A_body_keeps_every_byte()
    {
        var lease = await Start();
        byte[] body = [.. Enumerable.Range(0, 512).Select(index => (byte)index)];

        await Append(lease, Entry(2) with { Body = body });

        Assert.Equal(body, (await Store.Runs.ReadAsync(lease.Run, 1, 1, Stop))[0].Body.ToArray());
    }

    [Fact]
    public async Task Reading_stops_at_the_limit_and_at_the_run()
    {
        var lease = await Start();
        var other = await Start();
        await Append(lease, Entry(2), Entry(3));
        await Append(other, Entry(2));

        Assert.Equal([2], (await Store.Runs.ReadAsync(lease.Run, 1, 1, Stop)).Select(entry => entry.Seq));
        Assert.Equal([1, 2, 3], (await Store.Runs.ReadAsync(lease.Run, 0, 99, Stop)).Select(entry => entry.Seq));
        Assert.Empty(await Store.Runs.ReadAsync(NewId(), 0, 99, Stop));
    }

    [Fact]
    public async Task A_number_that_was_used_is_fenced()
    {
        var lease = await Start();
        await Append(lease, Entry(2, "first"));

        var again = await Append(lease, Entry(2, "second"));

        Assert.Equal(AppendStatus.Fenced, again.Status);
        Assert.Equal(["{}", "first"], await Bodies(lease.Run));
    }

    [Fact]
    public async Task A_number_that_leaves_a_gap_is_fenced()
    {
        var lease = await Start();

        Assert.Equal(AppendStatus.Fenced, (await Append(lease, Entry(3))).Status);
        Assert.Equal(AppendStatus.Fenced, (await Finish(lease, 5)).Status);
        Assert.Equal(RunStatus.Running, (await Row(lease.Run)).Status);
    }

    [Fact]
    public async Task Entries_that_do_not_follow_one_another_are_misuse()
    {
        var lease = await Start();

        await Assert.ThrowsAsync<ArgumentException>(async () => await Append(lease, Entry(2), Entry(4)));
        await Assert.ThrowsAsync<ArgumentException>(async () =>
            await Store.Runs.AppendAsync(new(lease, [Entry(2)]) { Transition = new(RunStatus.Running, 0) }, Stop));
    }

    [Fact]
    public async Task Another_owner_or_epoch_is_fenced()
    {
        var lease = await Start();

        Assert.Equal(AppendStatus.Fenced, (await Append(lease with { Owner = Server + 1 }, Entry(2))).Status);
        Assert.Equal(AppendStatus.Fenced, (await Append(lease with { Epoch = 2 }, Entry(2))).Status);
        Assert.Equal(AppendStatus.Fenced, (await Finish(lease with { Epoch = 2 }, 2)).Status);
        Assert.Equal(1, (await Row(lease.Run)).Seq);
    }

    [Fact]
    public async Task A_run_that_ended_takes_nothing_more()
    {
        var lease = await Start();
        await Finish(lease, 2);

        Assert.Equal(AppendStatus.Fenced, (await Append(lease, Entry(3))).Status);
        Assert.Equal(AppendStatus.Fenced, (await Finish(lease, 3)).Status);
    }

    [Fact]
    public async Task A_run_that_was_taken_over_is_fenced_for_its_first_owner()
    {
        var lease = await Start();
        await Store.Servers.HeartbeatAsync(Server, Lease, Stop);
        AdvanceTime(Lease * 2);
        var second = await Store.Servers.RegisterAsync("second", Lease, Stop);
        await Store.Servers.ReapAsync(second, Stop);
        var claimed = Assert.Single(await Claim(second));

        Assert.Equal(AppendStatus.Fenced, (await Append(lease, Entry(2, "zombie"))).Status);
        Assert.Equal(AppendStatus.Committed, (await Append(claimed.Lease, Entry(2, "heir"))).Status);
        Assert.Equal(["{}", "heir"], await Bodies(lease.Run));
    }

    [Fact]
    public async Task Appends_of_many_runs_at_once_are_all_kept_in_order()
    {
        var leases = new List<RunLease>();
        for (var index = 0; index < 32; index++)
        {
            leases.Add(await Start());
        }

        await Task.WhenAll(leases.Select(lease => Task.Run(async () =>
        {
            for (var seq = 2; seq <= 21; seq++)
            {
                Assert.Equal(AppendStatus.Committed, (await Append(lease, Entry(seq, $"{lease.Run}:{seq}"))).Status);
            }
        })));

        foreach (var lease in leases)
        {
            var entries = await Store.Runs.ReadAsync(lease.Run, 1, 99, Stop);
            Assert.Equal(Enumerable.Range(2, 20).Select(seq => $"{lease.Run}:{seq}"), entries.Select(entry => Encoding.UTF8.GetString(entry.Body.Span)));
        }

        Assert.Empty(await Store.CheckIntegrityAsync(Stop));
    }

    [Fact]
    public async Task Appends_of_one_run_are_committed_in_the_order_of_the_calls()
    {
        var lease = await Start();

        var pending = Enumerable.Range(2, 50).Select(seq => Append(lease, Entry(seq)).AsTask()).ToList();

        Assert.All(await Task.WhenAll(pending), outcome => Assert.Equal(AppendStatus.Committed, outcome.Status));
        Assert.Equal(51, (await Row(lease.Run)).Seq);
    }

    [Fact]
    public async Task A_large_body_is_kept_whole()
    {
        var lease = await Start();
        var text = new string('x', 3_000_000);

        await Append(lease, Entry(2, text));

        Assert.Equal(text, (await Bodies(lease.Run))[1]);
    }

    private async Task<List<string>> Bodies(Guid run) =>
        [.. (await Store.Runs.ReadAsync(run, 0, 1_000, Stop)).Select(entry => Encoding.UTF8.GetString(entry.Body.Span))];
}
