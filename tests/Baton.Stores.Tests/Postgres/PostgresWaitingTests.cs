using Baton.Engine.Stores;

namespace Baton.Stores.Tests.Postgres;

/// <summary>What does not have to wait where something else does, and what becomes of what nobody waits for any more.</summary>
public sealed class PostgresWaitingTests : PostgresContention
{
    private static readonly TimeSpan Never = TimeSpan.FromMinutes(10);

    [Fact]
    public async Task A_batch_does_not_wait_for_one_of_its_runs()
    {
        var store = await OpenAsync(options => (options.Writers, options.CommandTimeout) = (1, Never));
        var (blocked, other) = (await StartAsync(store, 1), await StartAsync(store, 2));
        await using var gate = await LockAsync($"SELECT 1 FROM run WHERE key = {blocked.Key} FOR UPDATE");

        var waiting = AppendAsync(store, blocked, 2);
        await AppendAsync(store, other, 2).WaitAsync(Limit, Stop);

        Assert.False(waiting.IsCompleted);
        await gate.DisposeAsync();
        await waiting.WaitAsync(Limit, Stop);
    }

    [Fact]
    public async Task However_many_wait_for_locks_the_others_of_their_writer_are_done()
    {
        var store = await OpenAsync(options => (options.Writers, options.CommandTimeout) = (1, Never));
        var blocked = new List<RunLease>();
        for (var run = 1; run <= 12; run++)
        {
            blocked.Add(await StartAsync(store, run, $"blocked-{run}"));
        }

        var free = await StartAsync(store, 20, "free");
        await using var gate = await LockAsync("SELECT 1 FROM thread WHERE id LIKE 'blocked-%' FOR UPDATE");

        var waiting = blocked.Select(run => FinishAsync(store, run)).ToList();
        await FinishAsync(store, free).WaitAsync(Limit, Stop);

        Assert.DoesNotContain(waiting, finish => finish.IsCompleted);
        await gate.DisposeAsync();
        await Task.WhenAll(waiting).WaitAsync(Limit, Stop);
    }

    [Fact]
    public async Task A_read_that_is_given_up_costs_no_connection()
    {
        var store = await OpenAsync(options => options.ConnectionString += $";Application Name={options.Schema};Maximum Pool Size=1");
        await store.Runs.FindAsync("default", Guid.Empty, Stop);
        await using (await LockAsync("LOCK TABLE run"))
        {
            using var given = new CancellationTokenSource();
            var read = store.Runs.FindAsync("default", Guid.Empty, given.Token).AsTask();
            var session = await BlockedAsync();
            await given.CancelAsync();

            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => read.WaitAsync(Limit, Stop));
            Assert.Equal(session, await BlockedAsync());
        }

        await store.Runs.FindAsync("default", Guid.Empty, Stop);
    }

    [Fact]
    public async Task An_acceptance_that_may_have_been_written_is_carried_through_although_its_caller_has_gone()
    {
        var store = await OpenAsync();
        await AskAsync(
            """
            CREATE TABLE gate(is_shut boolean); INSERT INTO gate VALUES(true);
            CREATE FUNCTION wait_at_gate() RETURNS trigger LANGUAGE plpgsql AS
              'BEGIN IF (SELECT is_shut FROM gate) THEN PERFORM pg_sleep(600); END IF; RETURN NULL; END';
            CREATE CONSTRAINT TRIGGER at_commit AFTER INSERT ON run DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION wait_at_gate();
            """);
        using var given = new CancellationTokenSource();
        var accepting = store.Runs.AcceptAsync(Wish(1) with { Thread = "t", CreateThread = true }, given.Token).AsTask();
        var session = await WaitedForAsync("SELECT pid FROM pg_stat_activity WHERE wait_event = 'PgSleep' AND query = 'COMMIT'");

        await given.CancelAsync();
        await AskAsync("UPDATE gate SET is_shut = false", $"SELECT pg_terminate_backend({session})");

        var accepted = await accepting.WaitAsync(Limit, Stop);
        Assert.Equal(AcceptStatus.Accepted, accepted.Status);
        await AppendAsync(store, Assert.IsType<RunLease>(accepted.Lease), 2);
    }
}
