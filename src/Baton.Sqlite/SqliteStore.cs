using Baton.Engine.Stores;
using Baton.Engine.Stores.Transfer;
using Baton.Errors;
using Baton.Sqlite.Cases;
using Baton.Sqlite.Costs;
using Baton.Sqlite.Maintenance;
using Baton.Sqlite.Native;
using Baton.Sqlite.Outbox;
using Baton.Sqlite.Reading;
using Baton.Sqlite.Records;
using Baton.Sqlite.Runs;
using Baton.Sqlite.Schema;
using Baton.Sqlite.Search;
using Baton.Sqlite.Servers;
using Baton.Sqlite.Threads;
using Baton.Sqlite.Writing;

namespace Baton.Sqlite;

/// <summary>
/// The embedded store: one SQLite file with a write-ahead log, flushed to disk at every commit. One thread writes for all runs (group
/// commit); readers have connections of their own. A second process is refused.
/// </summary>
/// <param name="options">Where the data is.</param>
/// <param name="time">The store's clock; null for the system's.</param>
/// <remarks>Safe for concurrent use once opened.</remarks>
public sealed class SqliteStore(SqliteOptions options, TimeProvider? time = null) : IStore
{
    private readonly TimeProvider time = time ?? TimeProvider.System;
    private Opened? opened;
    private bool isDisposed;

    /// <inheritdoc/>
    public string Name => "sqlite";

    /// <summary>The data file.</summary>
    public string Path { get; } = System.IO.Path.GetFullPath(System.IO.Path.Combine(options.Directory, options.FileName));

    /// <summary>The lock that this store holds, on which a server writes its address.</summary>
    public StoreLock Lock => Open.Lock;

    /// <inheritdoc/>
    public IRunStore Runs => Open.Runs;

    /// <inheritdoc/>
    public IThreadStore Threads => Open.Threads;

    /// <inheritdoc/>
    public IServerStore Servers => Open.Servers;

    /// <inheritdoc/>
    public IPoolStore Pools => Open.Pools;

    /// <inheritdoc/>
    public IOutboxStore Outbox => Open.Outbox;

    /// <inheritdoc/>
    public IRecordStore Records => Open.Records;

    /// <inheritdoc/>
    public ICostStore Costs => Open.Costs;

    /// <inheritdoc/>
    public ICaseStore Cases => Open.Cases;

    /// <inheritdoc/>
    public ISearchStore Search => Open.Search;

    /// <summary>How many statements the writer has prepared.</summary>
    internal int StatementCount => Open.Writer.StatementCount;

    /// <inheritdoc/>
    public ILiveStore Live => SingleServerLive.Instance;

    /// <inheritdoc/>
    public ITransferStore Transfer => Open.Transfer;

    private Opened Open => opened ?? throw new InvalidOperationException("The store is not open: await OpenAsync first.");

    /// <inheritdoc/>
    public async ValueTask OpenAsync(CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(isDisposed, this);
        if (opened is not null)
        {
            return;
        }

        var taken = await StoreLock.AcquireAsync(System.IO.Path.GetDirectoryName(Path)!, cancellationToken);
        try
        {
            opened = new(taken, Prepare(), new ReaderPool(Path), time);
        }
        catch
        {
            taken.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<string>> CheckIntegrityAsync(CancellationToken cancellationToken)
    {
        var readers = Open.Readers;
        return await Task.Run(() => readers.Read(Integrity.Check), cancellationToken);
    }

    /// <summary>Copies the store, as it is at this moment, into a new file while it goes on working.</summary>
    /// <param name="path">The file; it must not exist.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="BatonException">The file exists or cannot be written.</exception>
    public async ValueTask BackupAsync(string path, CancellationToken cancellationToken)
    {
        if (File.Exists(path))
        {
            throw new BatonException(ErrorCodes.StoreUnavailable, $"{path} exists: name a file that does not.");
        }

        var readers = Open.Readers;
        await Task.Run(() => readers.Read(connection => Backup.Write(connection, path)), cancellationToken);
    }

    /// <summary>Gives room that pruning has freed back to the file system, a little at a time.</summary>
    /// <param name="pages">How many pages at most.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>How many pages are still free.</returns>
    public async ValueTask<int> CompactAsync(int pages, CancellationToken cancellationToken)
    {
        // Inside the batch's transaction: the pages go with its commit.
        return await Open.Writer.RunAsync(session => Backup.Compact(session.Connection, pages), cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        isDisposed = true;
        opened?.Dispose();
        opened = null;
        return ValueTask.CompletedTask;
    }

    /// <summary>The first column of a statement's first row, on the writer's connection.</summary>
    internal Task<string> AskAsync(string sql) =>
        Open.Writer.RunAsync(
            session =>
            {
                using var statement = session.Connection.PrepareOnce(sql);
                return statement.First(row => row.Text(0)) ?? "";
            },
            CancellationToken.None);

    /// <summary>Makes values longer than this unwritable, as if they were beyond SQLite's own limit.</summary>
    internal void LimitValues(int bytes) => Open.Connection.LimitValues(bytes);

    private Connection Prepare()
    {
        var connection = Connection.OpenForWriting(Path);
        try
        {
            connection.Run(
                $"""
                PRAGMA page_size=8192; PRAGMA auto_vacuum=INCREMENTAL; PRAGMA mmap_size=0; PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=0;
                PRAGMA wal_autocheckpoint={options.CheckpointPages}; PRAGMA journal_size_limit=67108864; PRAGMA cache_size=-65536;
                PRAGMA temp_store=MEMORY;
                """);
            Migrations.Apply(connection, time);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>What exists only between opening and disposing.</summary>
    private sealed class Opened(StoreLock taken, Connection connection, ReaderPool readers, TimeProvider time) : IDisposable
    {
        public StoreLock Lock { get; } = taken;

        public Connection Connection { get; } = connection;

        public ReaderPool Readers { get; } = readers;

        public Writer Writer { get; } = new(connection, time);

        public IRunStore Runs => field ??= new SqliteRuns(Writer, Readers);

        public IThreadStore Threads => field ??= new SqliteThreads(Writer, Readers, time);

        public IServerStore Servers => field ??= new SqliteServers(Writer);

        public IPoolStore Pools => field ??= new SqlitePools(Writer, Readers);

        public IOutboxStore Outbox => field ??= new SqliteOutbox(Writer);

        public ITransferStore Transfer => field ??= new SqliteTransfer(Writer, Readers);

        public ICostStore Costs => field ??= new SqliteCosts(Writer, Readers);

        public ICaseStore Cases => field ??= new SqliteCases(Readers);

        public IRecordStore Records => field ??= new SqliteRecords(Writer, Readers);

        public ISearchStore Search => field ??= new SqliteSearch(Writer, Readers);

        public void Dispose()
        {
            // Readers first: the last connection to close writes the log back, and only the writer may.
            Readers.Dispose();
            Writer.Dispose();
            Lock.Dispose();
        }
    }
}
