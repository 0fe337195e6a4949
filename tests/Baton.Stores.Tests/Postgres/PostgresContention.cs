using Baton.Engine.Journal;
using Baton.Engine.Runs;
using Baton.Engine.Stores;
using Baton.Postgres;
using Baton.Postgres.Testing;
using Npgsql;

namespace Baton.Stores.Tests.Postgres;

/// <summary>A store on a schema of its own, beside which a test can hold locks.</summary>
public abstract class PostgresContention : IAsyncLifetime
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);
    private readonly PostgresSubject subject = new();
    private PostgresStore? opened;

    protected static TimeSpan Limit { get; } = TimeSpan.FromSeconds(60);

    protected static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>The incarnation that runs are started for.</summary>
    protected long Server { get; private set; }

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

        GC.SuppressFinalize(this);
    }

    protected static JournalEntry Entry(int seq) => new(seq, EntryKind.Checkpoint, DateTimeOffset.UnixEpoch, "{}"u8.ToArray());

    protected static async Task AppendAsync(PostgresStore store, RunLease lease, int seq) =>
        Assert.Equal(AppendStatus.Committed, (await store.Runs.AppendAsync(new(lease, [Entry(seq)]), Stop)).Status);

    protected static async Task FinishAsync(PostgresStore store, RunLease lease)
    {
        var append = new JournalAppend(lease, [Entry(2)]) { Transition = new(RunStatus.Success, 0) { Head = new(lease.Run, 2) } };
        Assert.Equal(AppendStatus.Committed, (await store.Runs.AppendAsync(append, Stop)).Status);
    }

    protected async Task<PostgresStore> OpenAsync(Action<PostgresOptions>? set = null)
    {
        var options = subject.Options;
        set?.Invoke(options);
        opened = new PostgresStore(options);
        await opened.OpenAsync(Stop);
        Server = await opened.Servers.RegisterAsync("server", TimeSpan.FromHours(1), Stop);
        return opened;
    }

    protected RunAcceptance Wish(int run) =>
        new("default", new(run, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1), "desk", 1, "support", [Entry(1)]) { Assistant = "desk", Owner = Server };

    protected async Task<RunLease> StartAsync(PostgresStore store, int run, string? thread = null) =>
        (await store.Runs.AcceptAsync(Wish(run) with { Thread = thread, CreateThread = thread is not null }, Stop)).Lease!;

    /// <summary>A transaction that holds what a statement locks until it is disposed.</summary>
    protected async Task<NpgsqlConnection> LockAsync(string sql)
    {
        var connection = await ConnectAsync();
        await connection.BeginTransactionAsync(Stop);
        await ExecuteAsync(connection, sql);
        return connection;
    }

    /// <summary>Does something while a transaction holds what a statement locks.</summary>
    protected async Task<T> LockAsync<T>(string sql, Func<Task<T>> work)
    {
        await using var gate = await LockAsync(sql);
        return await work();
    }

    /// <summary>The store's session that waits for a lock, once there is one.</summary>
    protected Task<object> BlockedAsync() =>
        WaitedForAsync($"SELECT pid FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND application_name = '{subject.Options.Schema}'");

    protected async Task<object> WaitedForAsync(string sql)
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

    protected async Task AskAsync(params string[] statements)
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
