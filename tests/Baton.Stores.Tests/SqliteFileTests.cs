using System.Text;
using Baton.Engine.Journal;
using Baton.Engine.Runs;
using Baton.Engine.Stores;
using Baton.Errors;
using Baton.Sqlite;
using Baton.Sqlite.Native;
using Baton.Sqlite.Schema;

namespace Baton.Stores.Tests;

/// <summary>What only a store in a file has: lock, schema, backup, crash.</summary>
public sealed class SqliteFileTests : IDisposable
{
    private readonly TemporaryDirectory directory = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => directory.Dispose();

    [Fact]
    public async Task A_second_process_is_refused_and_told_who_has_the_store()
    {
        await using var first = await Open(directory.Path);
        first.Lock.WriteAddress("http://127.0.0.1:7070");

        await using var second = new SqliteStore(new() { Directory = directory.Path });
        var failure = await Assert.ThrowsAsync<BatonException>(async () => await second.OpenAsync(Stop));

        Assert.Equal(ErrorCodes.StoreLocked, failure.Code);
        Assert.Contains("http://127.0.0.1:7070", failure.Message, StringComparison.Ordinal);
        Assert.Contains($"{Environment.ProcessId}", failure.Message, StringComparison.Ordinal);
        Assert.Equal(new StoreHolder(Environment.ProcessId, "http://127.0.0.1:7070"), StoreLock.TryRead(directory.Path));
    }

    [Fact]
    public async Task The_lock_is_free_once_the_store_is_closed()
    {
        await (await Open(directory.Path)).DisposeAsync();

        Assert.Null(StoreLock.TryRead(directory.Path));
        await using var again = await Open(directory.Path);
        Assert.NotNull(StoreLock.TryRead(directory.Path));
    }

    [Fact]
    public async Task A_closed_store_neither_reads_nor_writes()
    {
        var store = await Open(directory.Path);
        var runs = store.Runs;
        await store.DisposeAsync();

        var read = await Assert.ThrowsAsync<BatonException>(async () => await runs.FindAsync("default", Guid.Empty, Stop));
        var write = await Assert.ThrowsAsync<BatonException>(async () => await runs.AcceptAsync(Wish(1), Stop));

        Assert.Equal((ErrorCodes.StoreUnavailable, ErrorCodes.StoreUnavailable), (read.Code, write.Code));
    }

    [Fact]
    public void Nobody_has_a_store_that_does_not_exist() => Assert.Null(StoreLock.TryRead(directory["nowhere"]));

    [Fact]
    public async Task What_was_committed_is_there_after_reopening()
    {
        var run = await WriteRun(directory.Path, 5);

        await using var store = await Open(directory.Path);

        Assert.Equal(5, (await store.Runs.FindAsync("default", run, Stop))!.Seq);
        Assert.Equal(2, await store.Servers.RegisterAsync("second", TimeSpan.FromSeconds(10), Stop));
    }

    [Fact]
    public async Task A_file_of_a_newer_program_is_refused()
    {
        await (await Open(directory.Path)).DisposeAsync();
        using (var connection = Connection.OpenForWriting(directory["baton.db"]))
        {
            connection.Run($"INSERT INTO migration(version, applied_at) VALUES({Migrations.Steps.Count + 1}, 0)");
        }

        await using var store = new SqliteStore(new() { Directory = directory.Path });
        var failure = await Assert.ThrowsAsync<BatonException>(async () => await store.OpenAsync(Stop));

        Assert.Equal(ErrorCodes.StoreTooNew, failure.Code);
        Assert.Null(StoreLock.TryRead(directory.Path));
    }

    [Fact]
    public async Task Migrations_are_applied_once_and_recorded()
    {
        await (await Open(directory.Path)).DisposeAsync();
        await (await Open(directory.Path)).DisposeAsync();

        using var connection = Connection.OpenForReading(directory["baton.db"]);
        Assert.Equal(
            Enumerable.Range(1, Migrations.Steps.Count),
            connection.Prepare("SELECT version FROM migration ORDER BY version").All(row => row.Int(0)));
    }

    [Fact]
    public async Task A_file_that_is_no_database_is_damaged()
    {
        await File.WriteAllTextAsync(directory["baton.db"], new string('x', 8_192), Stop);

        await using var store = new SqliteStore(new() { Directory = directory.Path });
        var failure = await Assert.ThrowsAsync<BatonException>(async () => await store.OpenAsync(Stop));

        Assert.Equal(ErrorCodes.StoreDamaged, failure.Code);
    }

    [Fact]
    public async Task Every_commit_is_flushed_and_the_log_is_on()
    {
        await using var store = await Open(directory.Path);

        Assert.Equal("wal", await store.AskAsync("PRAGMA journal_mode"));
        Assert.Equal("2", await store.AskAsync("PRAGMA synchronous"));
        Assert.Equal("2", await store.AskAsync("PRAGMA auto_vacuum"));
        Assert.Equal("0", await store.AskAsync("PRAGMA mmap_size"));
    }

    [Fact]
    public async Task A_backup_taken_while_runs_go_on_is_whole()
    {
        await using var store = await Open(directory.Path);
        var server = await store.Servers.RegisterAsync("s", TimeSpan.FromSeconds(10), Stop);
        var runs = Enumerable.Range(0, 8).Select(_ => Task.Run(() => WriteRun(store, server, 100))).ToList();

        await store.BackupAsync(directory["copy.db"], Stop);
        await Task.WhenAll(runs);

        await using var copy = new SqliteStore(new() { Directory = directory["restored"], FileName = "baton.db" });
        Directory.CreateDirectory(directory["restored"]);
        File.Copy(directory["copy.db"], Path.Combine(directory["restored"], "baton.db"));
        await copy.OpenAsync(Stop);
        Assert.Empty(await copy.CheckIntegrityAsync(Stop));
        var refused = await Assert.ThrowsAsync<BatonException>(async () => await store.BackupAsync(directory["copy.db"], Stop));
        Assert.Equal(ErrorCodes.StoreUnavailable, refused.Code);
    }

    [Fact]
    public async Task Room_that_pruning_freed_is_given_back()
    {
        await using var store = await Open(directory.Path);
        var server = await store.Servers.RegisterAsync("s", TimeSpan.FromSeconds(10), Stop);
        await WriteRun(store, server, 500, bytes: 4_000);
        var before = long.Parse(await store.AskAsync("PRAGMA page_count"));

        Assert.Equal(1, await store.Runs.PruneAsync(TimeSpan.FromSeconds(-1), 10, Stop));
        Assert.Equal(0, await store.CompactAsync(100_000, Stop));

        Assert.True(long.Parse(await store.AskAsync("PRAGMA page_count")) < before / 2);
    }

    [Fact]
    public async Task Servers_that_died_long_ago_are_forgotten()
    {
        await using var store = await Open(directory.Path);
        await store.Servers.LeaveAsync(await store.Servers.RegisterAsync("old", TimeSpan.FromDays(-2), Stop), Stop);
        await store.Servers.LeaveAsync(await store.Servers.RegisterAsync("young", TimeSpan.FromSeconds(10), Stop), Stop);
        var present = await store.Servers.RegisterAsync("present", TimeSpan.FromSeconds(10), Stop);

        await store.Servers.ReapAsync(present, Stop);

        Assert.Equal("2", await store.AskAsync("SELECT count(*) FROM server"));
    }

    [Fact]
    public async Task A_gap_in_a_journal_is_found()
    {
        var run = await WriteRun(directory.Path, 5);
        using (var connection = Connection.OpenForWriting(directory["baton.db"]))
        {
            connection.Run("DELETE FROM journal WHERE id & 16777215 = 3");
        }

        await using var store = await Open(directory.Path);

        Assert.Contains(run.ToString("N"), Assert.Single(await store.CheckIntegrityAsync(Stop)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_item_that_cannot_be_written_fails_alone()
    {
        await using var store = await Open(directory.Path);
        var server = await store.Servers.RegisterAsync("s", TimeSpan.FromSeconds(10), Stop);
        var leases = new List<RunLease>();
        for (var index = 0; index < 20; index++)
        {
            leases.Add((await store.Runs.AcceptAsync(Wish(server), Stop)).Lease!);
        }

        // The body of one is larger than SQLite takes in a value.
        var poison = leases[7];
        store.LimitValues(100_000);
        var appends = leases.Select(lease => store.Runs.AppendAsync(new(lease, [Entry(2, lease == poison ? 200_000 : 10)]), Stop).AsTask()).ToList();
        var failure = await Assert.ThrowsAsync<BatonException>(() => appends[7]);

        Assert.Equal(ErrorCodes.StoreUnavailable, failure.Code);
        foreach (var append in appends.Where(append => append != appends[7]))
        {
            Assert.Equal(AppendStatus.Committed, (await append).Status);
        }

        Assert.Equal(AppendStatus.Committed, (await store.Runs.AppendAsync(new(poison, [Entry(2, 10)]), Stop)).Status);
        Assert.Empty(await store.CheckIntegrityAsync(Stop));
    }

    [Fact]
    public async Task A_full_disk_refuses_and_loses_nothing()
    {
        await using var store = await Open(directory.Path);
        var server = await store.Servers.RegisterAsync("s", TimeSpan.FromSeconds(10), Stop);
        var lease = (await store.Runs.AcceptAsync(Wish(server), Stop)).Lease!;
        var pages = int.Parse(await store.AskAsync("PRAGMA page_count"));
        await store.AskAsync($"PRAGMA max_page_count={pages + 4}");
        var seq = 2;
        var failure = await Assert.ThrowsAsync<BatonException>(async () =>
        {
            for (; ; seq++)
            {
                await store.Runs.AppendAsync(new(lease, [Entry(seq, 3_000)]), Stop);
            }
        });

        Assert.Equal(ErrorCodes.StoreUnavailable, failure.Code);
        Assert.Equal(seq - 1, (await store.Runs.FindAsync("default", lease.Run, Stop))!.Seq);

        await store.AskAsync("PRAGMA max_page_count=1000000");
        Assert.Equal(AppendStatus.Committed, (await store.Runs.AppendAsync(new(lease, [Entry(seq, 3_000)]), Stop)).Status);
        Assert.Empty(await store.CheckIntegrityAsync(Stop));
    }

    [Fact]
    public async Task Statements_are_prepared_once()
    {
        await using var store = await Open(directory.Path);
        var server = await store.Servers.RegisterAsync("s", TimeSpan.FromSeconds(10), Stop);
        await WriteRun(store, server, 10);
        var before = store.StatementCount;

        await WriteRun(store, server, 10);

        Assert.Equal(before, store.StatementCount);
    }

    private static async Task<SqliteStore> Open(string path)
    {
        var store = new SqliteStore(new() { Directory = path });
        await store.OpenAsync(Stop);
        return store;
    }

    private static async Task<Guid> WriteRun(string path, int entries)
    {
        await using var store = await Open(path);
        var server = await store.Servers.RegisterAsync("first", TimeSpan.FromSeconds(10), Stop);
        return await WriteRun(store, server, entries);
    }

    private static async Task<Guid> WriteRun(SqliteStore store, long server, int entries, int bytes = 20)
    {
        var lease = (await store.Runs.AcceptAsync(Wish(server), Stop)).Lease!;
        for (var seq = 2; seq < entries; seq++)
        {
            await store.Runs.AppendAsync(new(lease, [Entry(seq, bytes)]), Stop);
        }

        await store.Runs.AppendAsync(new(lease, [Entry(entries, bytes)]) { Transition = new(RunStatus.Success, 0) }, Stop);
        return lease.Run;
    }

    private static RunAcceptance Wish(long server) =>
        new("default", Guid.NewGuid(), "desk", 1, "support", [Entry(1, 20)]) { Assistant = "desk", Owner = server };

    private static JournalEntry Entry(int seq, int bytes) =>
        new(seq, EntryKind.Checkpoint, DateTimeOffset.UnixEpoch, Encoding.UTF8.GetBytes(new string('x', bytes)));
}
