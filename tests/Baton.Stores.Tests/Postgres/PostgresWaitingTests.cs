using Baton.Engine.Journal;
using Baton.Engine.Runs;
using Baton.Engine.Stores;
using Baton.Postgres;
using Baton.Postgres.Testing;
using Npgsql;

namespace Baton.Stores.Tests.Postgres;

/// <summary>What does not have to wait where something else does, and what becomes of what nobody waits for any more.</summary>
public sealed class PostgresWaitingTests : IAsyncLifetime
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Never = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);
    private readonly PostgresSubject subject = new();
    private PostgresStore? opened;
    private long server;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync()
    {
        Assert.SkipUnless(PostgresInstallation.IsPresent, PostgresInstallation.Absent);
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        if (opened is not null)
        {
            await opened.DisposeAsync();
            subject.CleanUp();
        }
    }

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

    private static JournalEntry Entry(int seq) => new(seq, EntryKind.Checkpoint, DateTimeOffset.UnixEpoch, "{}"u8.ToArray());

    private static async Task AppendAsync(PostgresStore store, RunLease lease, int seq) =>
        Assert.Equal(AppendStatus.Committed, (await store.Runs.AppendAsync(new(lease, [Entry(seq)]), Stop)).Status);

    private static async Task FinishAsync(PostgresStore store, RunLease lease)
    {
        var append = new JournalAppend(lease, [Entry(2)]) { Transition = new(RunStatus.Success, 0) { Head = new(lease.Run, 2) } };
        Assert.Equal(AppendStatus.Committed, (await store.Runs.AppendAsync(append, Stop)).Status);
    }

    private async Task<PostgresStore> OpenAsync(Action<PostgresOptions>? set = null)
    {
        var options = subject.Options;
        set?.Invoke(options);
        opened = new PostgresStore(options);
        await opened.OpenAsync(Stop);
        server = await opened.Servers.RegisterAsync("server", TimeSpan.FromHours(1), Stop);
        return opened;
    }

    private RunAcceptance Wish(int run) =>
        new("default", new(run, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1), "desk", 1, "support", [Entry(1)]) { Assistant = "desk", Owner = server };

    private async Task<RunLease> StartAsync(PostgresStore store, int run, string? thread = null) =>
        (await store.Runs.AcceptAsync(Wish(run) with { Thread = thread, CreateThread = thread is not null }, Stop)).Lease!;

    /// <summary>A transaction that holds what a statement locks until it is disposed.</summary>
    private async Task<NpgsqlConnection> LockAsync(string sql)
    {
        var connection = await ConnectAsync();
        await connection.BeginTransactionAsync(Stop);
        await ExecuteAsync(connection, sql);
        return connection;
    }

    /// <summary>The store's session that waits for a lock, once there is one.</summary>
    private Task<object> BlockedAsync() =>
        WaitedForAsync($"SELECT pid FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND application_name = '{subject.Options.Schema}'");

    private async Task<object> WaitedForAsync(string sql)
    {
        await using var connection = await ConnectAsync();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        limit.CancelAfter(Limit);
        while (true)
        {
            if (await ExecuteAsync(connection, sql) is { } found)
            {
                return found;
            }

            await Task.Delay(Pause, limit.Token);
        }
    }

    private async Task AskAsync(params string[] statements)
    {
        await using var connection = await ConnectAsync();
        foreach (var sql in statements)
        {
            await ExecuteAsync(connection, sql);
        }
    }

    private async Task<NpgsqlConnection> ConnectAsync()
    {
        var connection = new NpgsqlConnection($"{PostgresServer.Shared.ConnectionString};Search Path={subject.Options.Schema}");
        await connection.OpenAsync(Stop);
        return connection;
    }

    private static async Task<object?> ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(Stop);
    }
}
