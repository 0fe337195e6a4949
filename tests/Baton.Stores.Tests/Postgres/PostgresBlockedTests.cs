using Baton.Engine.Journal;
using Baton.Engine.Runs;
using Baton.Engine.Stores;
using Baton.Errors;
using Baton.Postgres;
using Baton.Postgres.Testing;
using Npgsql;

namespace Baton.Stores.Tests.Postgres;

/// <summary>What goes on while rows are locked or connections are taken.</summary>
public sealed class PostgresBlockedTests : IAsyncLifetime
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);
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

        Assert.NotNull(await store.Servers.HeartbeatAsync(server, TimeSpan.FromSeconds(10), Stop).AsTask().WaitAsync(Limit, Stop));
        Assert.Equal(0, await store.Servers.ReapAsync(server, Stop).AsTask().WaitAsync(Limit, Stop));

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
                () => store.Servers.HeartbeatAsync(server, TimeSpan.FromSeconds(10), Stop).AsTask().WaitAsync(Limit, Stop));
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

    private static JournalEntry Entry(int seq) => new(seq, EntryKind.Checkpoint, DateTimeOffset.UnixEpoch, "{}"u8.ToArray());

    private static async Task AppendAsync(PostgresStore store, RunLease lease, int seq) =>
        Assert.Equal(AppendStatus.Committed, (await store.Runs.AppendAsync(new(lease, [Entry(seq)]), Stop)).Status);

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

    /// <summary>Does something while a transaction holds what a statement locks.</summary>
    private async Task<T> LockAsync<T>(string sql, Func<Task<T>> work)
    {
        await using var connection = await ConnectAsync();
        await using var transaction = await connection.BeginTransactionAsync(Stop);
        await ExecuteAsync(connection, sql);
        return await work();
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

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(Stop);
    }
}
