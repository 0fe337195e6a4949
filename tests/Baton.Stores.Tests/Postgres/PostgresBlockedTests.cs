using Baton.Engine.Runs;
using Baton.Engine.Stores;
using Baton.Errors;

namespace Baton.Stores.Tests.Postgres;

/// <summary>What goes on while rows are locked or connections are taken.</summary>
public sealed class PostgresBlockedTests : PostgresContention
{
    [Fact]
    public async Task A_locked_thread_holds_up_no_other_run()
    {
        var store = await OpenAsync(options => options.Writers = 1);
        var blocked = await StartAsync(store, 1, "t");
        var other = await StartAsync(store, 2);
        var work = await LockAsync("SELECT 1 FROM thread FOR UPDATE", async () =>
        {
            var finish = store.Runs.AppendAsync(new(blocked, [Entry(2)]) { Transition = new(RunStatus.Success, 0) { Head = new(blocked.Run, 2) } }, Stop).AsTask();
            for (var seq = 2; seq < 10; seq++)
            {
                await AppendAsync(store, other, seq).WaitAsync(Limit, Stop);
            }

            Assert.False(finish.IsCompleted);
            return finish;
        });

        Assert.Equal(AppendStatus.Committed, (await work).Status);
    }

    [Fact]
    public async Task What_waits_for_a_lock_keeps_its_runs_order()
    {
        var store = await OpenAsync(options => (options.Writers, options.CommandTimeout) = (1, TimeSpan.FromSeconds(1)));
        var blocked = await StartAsync(store, 1);
        var other = await StartAsync(store, 2);
        var work = await LockAsync($"SELECT 1 FROM run WHERE key = {blocked.Key} FOR UPDATE", async () =>
        {
            var first = AppendAsync(store, blocked, 2);
            await AppendAsync(store, other, 2).WaitAsync(Limit, Stop);
            var later = Enumerable.Range(3, 20).Select(seq => AppendAsync(store, blocked, seq)).ToList();
            await AppendAsync(store, other, 3).WaitAsync(Limit, Stop);
            Assert.DoesNotContain(later, append => append.IsCompleted);
            return Task.WhenAll([first, .. later]);
        });

        await work;

        Assert.Equal(22, (await store.Runs.ReadAsync(blocked.Run, 0, 100, Stop)).Count);
    }

    [Fact]
    public async Task A_store_that_closes_waits_for_what_is_under_way()
    {
        var store = await OpenAsync(options => options.Writers = 1);
        var blocked = await StartAsync(store, 1, "t");
        var (finish, closing) = await LockAsync("SELECT 1 FROM thread FOR UPDATE", () =>
        {
            var append = store.Runs.AppendAsync(new(blocked, [Entry(2)]) { Transition = new(RunStatus.Success, 0) { Head = new(blocked.Run, 2) } }, Stop).AsTask();
            return Task.FromResult((append, store.DisposeAsync().AsTask()));
        });

        await closing.WaitAsync(Limit, Stop);

        Assert.Equal(AppendStatus.Committed, (await finish).Status);
    }

    [Fact]
    public async Task A_refusal_does_not_tell_the_databases_words()
    {
        var store = await OpenAsync();
        await AskAsync("ALTER TABLE run ADD CONSTRAINT no_such CHECK (assistant <> 'bad')");

        var refused = await Assert.ThrowsAsync<BatonException>(
            async () => await store.Runs.AcceptAsync(Wish(1) with { Assistant = "bad" }, Stop));

        Assert.Contains("23514", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("no_such", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_lease_is_renewed_while_every_connection_is_taken()
    {
        var store = await OpenAsync(options => options.ConnectionString += ";Maximum Pool Size=1;Timeout=600");
        using var end = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        await using var heard = store.Live.ListenAsync(end.Token).GetAsyncEnumerator(Stop);
        var listening = heard.MoveNextAsync().AsTask();

        Assert.NotNull(await store.Servers.HeartbeatAsync(Server, TimeSpan.FromSeconds(10), Stop).AsTask().WaitAsync(Limit, Stop));
        Assert.Equal(0, await store.Servers.ReapAsync(Server, Stop).AsTask().WaitAsync(Limit, Stop));

        await end.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => listening);
    }

    [Fact]
    public async Task A_heartbeat_gives_up_soon()
    {
        var store = await OpenAsync(options => (options.CommandTimeout, options.Patience) = (TimeSpan.FromMinutes(10), TimeSpan.FromHours(1)));

        await LockAsync("SELECT 1 FROM server FOR UPDATE", async () =>
        {
            var failed = await Assert.ThrowsAsync<BatonException>(
                () => store.Servers.HeartbeatAsync(Server, TimeSpan.FromSeconds(10), Stop).AsTask().WaitAsync(Limit, Stop));
            Assert.Equal(ErrorCodes.StoreUnavailable, failed.Code);
            return true;
        });
    }

    [Fact]
    public async Task A_due_run_that_is_locked_is_looked_at_again_a_little_later()
    {
        var store = await OpenAsync();
        var run = await StartAsync(store, 1);
        await store.Runs.AppendAsync(new(run, [Entry(2)]) { Transition = new(RunStatus.Sleeping, 0) { WakeAfter = TimeSpan.FromMinutes(1) } }, Stop);
        await AskAsync("UPDATE run SET wake_at = 1 WHERE wake_at IS NOT NULL", "UPDATE timer SET wake_at = 1");

        var woken = await LockAsync("SELECT 1 FROM run FOR UPDATE", async () => await store.Runs.WakeDueAsync(10, null, Stop));

        Assert.Equal(0, woken.Woken);
        Assert.True(woken.NextDue > TimeSpan.Zero);
        Assert.Equal(1, (await store.Runs.WakeDueAsync(10, null, Stop)).Woken);
    }
}
