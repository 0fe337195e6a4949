using Baton.Engine.Stores;
using Baton.Engine.Stores.Transfer;
using Baton.Postgres.Connecting;
using Baton.Postgres.Live;
using Baton.Postgres.Maintenance;
using Baton.Postgres.Outbox;
using Baton.Postgres.Records;
using Baton.Postgres.Runs;
using Baton.Postgres.Schema;
using Baton.Postgres.Servers;
using Baton.Postgres.Threads;
using Baton.Postgres.Writing;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Baton.Postgres;

/// <summary>
/// The store for many servers: one PostgreSQL database, version 15 or later. A few loops write for all runs of a server (group commit);
/// what was committed is known even where a connection or the database was lost meanwhile. The database's clock decides.
/// </summary>
/// <remarks>Safe for concurrent use once opened.</remarks>
public sealed class PostgresStore : IStore
{
    private static readonly TimeSpan Hurry = TimeSpan.FromSeconds(3);
    private readonly PostgresOptions options;
    private readonly ILogger log;
    private readonly TimeProvider time;
    private readonly TestClock? clock;
    private Opened? opened;
    private bool isDisposed;

    /// <summary>Makes a store; it connects when it is opened.</summary>
    /// <param name="options">Where the database is.</param>
    /// <param name="log">Told about failures that pass; null for nobody.</param>
    public PostgresStore(PostgresOptions options, ILogger<PostgresStore>? log = null)
        : this(options, log, testClock: null)
    {
    }

    /// <summary>Makes a store whose clock a test moves; a database of which such a store was opened is of no other use.</summary>
    internal PostgresStore(PostgresOptions options, ILogger? log, TimeProvider? testClock)
    {
        this.options = options;
        this.log = log ?? NullLogger.Instance;
        time = TimeProvider.System;
        clock = testClock is null ? null : new(testClock);
    }

    /// <inheritdoc/>
    public string Name => "postgres";

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
    public ILiveStore Live => Open.Live;

    /// <inheritdoc/>
    public ITransferStore Transfer => Open.Transfer;

    /// <summary>How many migrations opening has applied.</summary>
    public int MigrationsApplied { get; private set; }

    private Opened Open => opened ?? throw new InvalidOperationException("The store is not open: await OpenAsync first.");

    /// <inheritdoc/>
    public async ValueTask OpenAsync(CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(isDisposed, this);
        if (opened is not null)
        {
            return;
        }

        PostgresOptionsCheck.Check(options);
        var hurried = Hurried(options);
        var (source, writing, serving) = (DataSources.ForAll(options), DataSources.ForWriters(options), DataSources.ForServers(hurried));
        try
        {
            MigrationsApplied = await Opening.PrepareAsync(source, options, clock is not null, time, cancellationToken);
            var database = new Database(source, options, time, clock, log);
            var servers = new PostgresServers(new Database(serving, hurried, time, clock, log), options.Patience, time);
            opened = await Opened.StartAsync(database, new Database(writing, options, time, clock, log), servers, options, time, cancellationToken);
        }
        catch
        {
            await source.DisposeAsync();
            await writing.DisposeAsync();
            await serving.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<string>> CheckIntegrityAsync(CancellationToken cancellationToken) =>
        await Open.Database.ReadAsync(session => Integrity.CheckAsync(session.Unhurried()), cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        isDisposed = true;
        if (opened is { } open)
        {
            opened = null;
            await open.DisposeAsync();
        }
    }

    /// <summary>What concerns leases is over in a few seconds: whoever asked asks again while the lease lasts.</summary>
    private static PostgresOptions Hurried(PostgresOptions options)
    {
        var least = options.CommandTimeout < Hurry ? options.CommandTimeout : Hurry;
        return new() { ConnectionString = options.ConnectionString, Schema = options.Schema, CommandTimeout = least, Patience = least };
    }

    /// <summary>What exists only between opening and disposing.</summary>
    private sealed class Opened(Database database, Database writing, PostgresServers servers, Writers writers, string schema) : IAsyncDisposable
    {
        /// <summary>Acceptances of one opening are numbered within this many.</summary>
        private const int TokenBits = 40;

        public Database Database { get; } = database;

        public IRunStore Runs { get; } = new PostgresRuns(writers, database, writing);

        public IThreadStore Threads { get; } = new PostgresThreads(database);

        public IServerStore Servers { get; } = servers;

        public IPoolStore Pools { get; } = new PostgresPools(database);

        public IOutboxStore Outbox { get; } = new PostgresOutbox(database);

        public ILiveStore Live { get; } = new PostgresLive(database, schema);

        public ITransferStore Transfer { get; } = new PostgresTransfer(database);

        public IRecordStore Records { get; } = new PostgresRecords(database);

        public static async Task<Opened> StartAsync(
            Database database, Database writing, PostgresServers servers, PostgresOptions options, TimeProvider time, CancellationToken cancellationToken)
        {
            var number = await database.ReadAsync(
                session => session.Prepare("SELECT nextval('opening')").FirstAsync(row => row.Long(0)), cancellationToken);
            await database.ReadAsync(Lanes.ForgetOldAsync, cancellationToken);
            return new(database, writing, servers, new Writers(writing, database, options, number << TokenBits, time), options.Schema);
        }

        public async ValueTask DisposeAsync()
        {
            await writers.DisposeAsync();
            await writing.DisposeAsync();
            await servers.DisposeAsync();
            await Database.DisposeAsync();
        }
    }
}
