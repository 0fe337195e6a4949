using System.Collections.Concurrent;
using Baton.Engine.Stores;
using Baton.Errors;
using Baton.Postgres;
using Baton.Postgres.Partitions;
using Baton.Postgres.Schema;
using Baton.Postgres.Testing;
using Npgsql;

namespace Baton.Stores.Tests.Postgres;

/// <summary>A database of an older program becomes one of this program, while the older one goes on.</summary>
public sealed class PostgresMigrationTests : IAsyncLifetime
{
    private const int OldRuns = 2_000;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);
    private readonly PostgresSubject subject = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private static int Missing => Migrations.Steps.Count - 2;

    private string Schema => subject.Options.Schema;

    public async ValueTask InitializeAsync()
    {
        Assert.SkipUnless(PostgresInstallation.IsPresent, PostgresInstallation.Absent);
        await ExecuteAsync($"CREATE SCHEMA {Schema}");
        await ExecuteAsync("CREATE TABLE migration(version integer PRIMARY KEY, applied_at timestamptz NOT NULL DEFAULT statement_timestamp())");
        await ExecuteAsync(FirstSchema.Sql);
        await ExecuteAsync(PoolTurns.Sql);
        await ExecuteAsync("INSERT INTO migration(version) VALUES(1), (2)");
        await ExecuteAsync(
            $"""
            INSERT INTO run(key, id, created_at, updated_at, ended_at, token, seq, epoch, version, status, strategy, is_queued, is_edit, is_hidden,
              is_resumable, tenant, graph, pool, assistant)
            SELECT nextval('run_key'), gen_random_uuid(), 0, 0, 0, 0, 3, 0, 1, 4, 0, false, false, false, true, 'default', 'desk', 'support', 'desk'
            FROM generate_series(1, {OldRuns})
            """);
        await ExecuteAsync("INSERT INTO journal SELECT key, 0, 0, s, 0, 1, 'old' FROM run, generate_series(1, 3) s");
    }

    public ValueTask DisposeAsync()
    {
        if (PostgresInstallation.IsPresent)
        {
            subject.CleanUp();
        }

        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task An_older_server_writes_on_while_servers_migrate()
    {
        await using var older = new OlderServer(await ConnectAsync(), await ConnectAsync());
        await older.UntilAsync(100);
        var stores = Enumerable.Range(0, 3).Select(_ => new PostgresStore(subject.Options)).ToList();

        await Task.WhenAll(stores.Select(store => Task.Run(() => store.OpenAsync(Stop).AsTask())));
        await older.UntilAsync(older.Count + 100);
        var written = await older.StopAsync();

        Assert.Equal(Missing, stores.Sum(store => store.MigrationsApplied));
        Assert.Equal(written.Count, await CountAsync("journal WHERE kind = 2"));
        Assert.Equal(OldRuns * 3, await CountAsync("journal_first WHERE kind = 1"));
        Assert.True(written.Max() > JournalPartition.FirstDated, "The older server's runs do not go to their day.");
        Assert.Empty(await stores[0].CheckIntegrityAsync(Stop));
        Assert.NotEmpty(await stores[0].Runs.ReadAsync(await AskAsync<Guid>("SELECT id FROM run ORDER BY key LIMIT 1"), 0, 10, Stop));
        await Task.WhenAll(stores.Select(store => store.DisposeAsync().AsTask()));
    }

    [Fact]
    public async Task Who_holds_the_journal_delays_the_migration_and_stops_nobody()
    {
        var options = subject.Options;
        options.Patience = TimeSpan.FromSeconds(2);
        await using var older = new OlderServer(await ConnectAsync(), await ConnectAsync());
        await older.UntilAsync(10);
        await using (var reader = await ConnectAsync())
        {
            await using var transaction = await reader.BeginTransactionAsync(Stop);
            await ExecuteAsync(reader, "SELECT 1 FROM journal");
            await using var early = new PostgresStore(options);

            var refusal = await Assert.ThrowsAsync<BatonException>(() => early.OpenAsync(Stop).AsTask());

            Assert.Equal(ErrorCodes.StoreUnavailable, refusal.Code);
            Assert.Contains("long transaction", refusal.Message, StringComparison.Ordinal);
            await older.UntilAsync(older.Count + 10);
        }

        await using var store = new PostgresStore(options);
        await store.OpenAsync(Stop);

        Assert.Equal(Missing, store.MigrationsApplied);
        Assert.Equal((await older.StopAsync()).Count, await CountAsync("journal WHERE kind = 2"));
    }

    [Fact]
    public async Task Who_writes_runs_for_long_delays_the_migration_and_stops_nobody()
    {
        var options = subject.Options;
        options.Patience = TimeSpan.FromSeconds(2);
        await using var older = new OlderServer(await ConnectAsync(), await ConnectAsync());
        await older.UntilAsync(10);
        await using (var writer = await ConnectAsync())
        {
            await using var transaction = await writer.BeginTransactionAsync(Stop);
            await ExecuteAsync(writer, "UPDATE run SET updated_at = 1 WHERE key = (SELECT min(key) FROM run)");
            await using var early = new PostgresStore(options);

            var refusal = await Assert.ThrowsAsync<BatonException>(() => early.OpenAsync(Stop).AsTask().WaitAsync(Limit, Stop));

            Assert.Equal(ErrorCodes.StoreUnavailable, refusal.Code);
            await older.UntilAsync(older.Count + 10);
        }

        await using var store = new PostgresStore(options);
        await store.OpenAsync(Stop);
        Assert.Equal(8, await CountAsync("migration"));
    }

    [Fact]
    public async Task A_user_who_could_use_the_journal_can_use_it_still()
    {
        var options = subject.Options;
        var user = $"server_{Schema}";
        await ExecuteAsync($"CREATE ROLE {user} LOGIN PASSWORD 'x'");
        await ExecuteAsync(
            $"GRANT USAGE ON SCHEMA {Schema} TO {user}; GRANT ALL ON ALL TABLES IN SCHEMA {Schema} TO {user}; "
            + $"GRANT USAGE, SELECT, UPDATE ON ALL SEQUENCES IN SCHEMA {Schema} TO {user}");
        await using (var owner = new PostgresStore(options))
        {
            await owner.OpenAsync(Stop);
        }

        options.ConnectionString = $"{options.ConnectionString};Username={user};Password=x";
        await using (var store = new PostgresStore(options))
        {
            await store.OpenAsync(Stop);
            await store.KeepPartitionsAsync(Stop);
            Assert.Equal(OldRuns, await PruneAllAsync(store));
        }

        await ExecuteAsync($"DROP OWNED BY {user}; DROP ROLE {user}");
    }

    [Fact]
    public async Task Retention_deletes_the_entries_from_before()
    {
        await using var store = new PostgresStore(subject.Options);
        await store.OpenAsync(Stop);

        Assert.Equal(OldRuns, await PruneAllAsync(store));

        Assert.Equal(0, await CountAsync("journal_first"));
    }

    private static async Task<int> PruneAllAsync(PostgresStore store)
    {
        var removed = 0;
        while (await store.Runs.PruneAsync(TimeSpan.FromDays(7), 500, Stop) is > 0 and var some)
        {
            removed += some;
        }

        return removed;
    }

    private Task<long> CountAsync(string rows) => AskAsync<long>($"SELECT count(*) FROM {rows}");

    private async Task<T> AskAsync<T>(string sql)
    {
        await using var connection = await ConnectAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return (T)(await command.ExecuteScalarAsync(Stop))!;
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var connection = await ConnectAsync();
        await ExecuteAsync(connection, sql);
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(Stop);
    }

    private async Task<NpgsqlConnection> ConnectAsync()
    {
        var connection = new NpgsqlConnection($"{PostgresServer.Shared.ConnectionString};Search Path={Schema}");
        await connection.OpenAsync(Stop);
        return connection;
    }

    /// <summary>Accepts and appends as servers of schema version 2 do, with statements that were prepared before anybody migrated.</summary>
    private sealed class OlderServer : IAsyncDisposable
    {
        private const string Accept =
            """
            WITH n AS MATERIALIZED (SELECT nextval('run_key') AS key),
            r AS (
              INSERT INTO run(key, id, created_at, updated_at, ended_at, token, seq, epoch, version, status, strategy, is_queued, is_edit, is_hidden,
                is_resumable, tenant, graph, pool, assistant)
              SELECT key, gen_random_uuid(), 0, 0, clock(), 0, 1, 0, 1, 4, 0, false, false, false, true, 'default', 'desk', 'support', 'desk' FROM n),
            j AS (INSERT INTO journal(run, owner, at, seq, epoch, kind, body) SELECT key, 0, 0, 1, 0, 2, $1 FROM n)
            SELECT key FROM n
            """;

        private readonly CancellationTokenSource stop = new();
        private readonly ConcurrentBag<long> written = [];
        private readonly Task[] loops;

        public OlderServer(params NpgsqlConnection[] connections) => loops = [.. connections.Select(connection => Task.Run(() => WriteAsync(connection)))];

        public int Count => written.Count;

        public async Task UntilAsync(int count)
        {
            using var limit = new CancellationTokenSource(Limit);
            while (written.Count < count)
            {
                Assert.False(limit.IsCancellationRequested || Array.Exists(loops, loop => loop.IsCompleted), "The older server writes no more.");
                await Task.Yield();
            }
        }

        /// <summary>Ends; fails where a write has failed.</summary>
        /// <returns>The keys of all runs whose acceptance was acknowledged.</returns>
        public async Task<IReadOnlyCollection<long>> StopAsync()
        {
            await stop.CancelAsync();
            await Task.WhenAll(loops);
            return written;
        }

        public async ValueTask DisposeAsync()
        {
            await stop.CancelAsync();
            await Task.WhenAll(loops).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            stop.Dispose();
        }

        private async Task WriteAsync(NpgsqlConnection connection)
        {
            await using (connection)
            {
                await using var command = new NpgsqlCommand(Accept, connection) { Parameters = { new() { Value = "new"u8.ToArray() } } };
                await command.PrepareAsync();
                while (!stop.IsCancellationRequested)
                {
                    written.Add((long)(await command.ExecuteScalarAsync())!);
                }
            }
        }
    }
}
