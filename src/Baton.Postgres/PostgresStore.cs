using Baton.Engine.Stores;
using Baton.Engine.Stores.Transfer;
using Baton.Postgres.Cases;
using Baton.Postgres.Connecting;
using Baton.Postgres.Costs;
using Baton.Postgres.Live;
using Baton.Postgres.Maintenance;
using Baton.Postgres.Outbox;
using Baton.Postgres.Partitions;
using Baton.Postgres.Records;
using Baton.Postgres.Runs;
using Baton.Postgres.Schema;
using Baton.Postgres.Search;
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
    public ICostStore Costs => Open.Costs;

    /// <inheritdoc/>
    public ICaseStore Cases => Open.Cases;

    /// <inheritdoc/>
    public ISearchStore Search => Open.Search;

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
        var (source, writing, serving, parting) =
            (DataSources.ForAll(options), DataSources.ForWriters(options), DataSources.ForServers(hurried), DataSources.ForPartitions(options));
        try
        {
            MigrationsApplied = await Opening.PrepareAsync(source, options, clock is not null, time, cancellationToken);
            var connections = new Connections(
                new(source, options, time, clock, log), new(writing, options, time, clock, log), new(parting, Unhurried(options), time, clock, log));
            var servers = new PostgresServers(new(serving, hurried, time, clock, log), options.Patience, time);
            var upkeep = new PartitionUpkeep(connections.Partitions, options.Schema, time, log);
            opened = await Opened.StartAsync(connections, servers, upkeep, options, time, cancellationToken);
        }
        catch
        {
            await source.DisposeAsync();
            await writing.DisposeAsync();
            await serving.DisposeAsync();
            await parting.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<string>> CheckIntegrityAsync(CancellationToken cancellationToken) =>
        await Open.Database.ReadAsync(session => Integrity.CheckAsync(session.Unhurried()), cancellationToken);

    /// <summary>The days whose entries the journal holds, the oldest first; the first may stand for all from before it was partitioned.</summary>
    /// <exception cref="InvalidOperationException">The store is not open.</exception>
    public async ValueTask<IReadOnlyList<DateOnly?>> JournalDaysAsync(CancellationToken cancellationToken) =>
        [.. (await Open.Database.ReadAsync(PartitionRows.ListAsync, cancellationToken))
            .Where(partition => partition.State == PartitionState.Attached)
            .Select(partition => partition.Day == 0 ? (DateOnly?)null : JournalPartition.DateOf(partition.Day))];

    /// <summary>Sees to the journal's partitions at once, as the store does every minute.</summary>
    internal async Task KeepPartitionsAsync(CancellationToken cancellationToken)
    {
        await Open.Upkeep.PassAsync(cancellationToken);
        await Open.Upkeep.SweepAsync(cancellationToken);
    }

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

    /// <summary>What fails is tried again in a minute: nobody waits for it.</summary>
    private static PostgresOptions Unhurried(PostgresOptions options) => new()
    {
        ConnectionString = options.ConnectionString,
        Schema = options.Schema,
        CommandTimeout = options.CommandTimeout,
        Patience = TimeSpan.Zero,
    };

    /// <summary>Connections by what they are for.</summary>
    private sealed record Connections(Database All, Database Writing, Database Partitions) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await Writing.DisposeAsync();
            await Partitions.DisposeAsync();
            await All.DisposeAsync();
        }
    }

    /// <summary>What exists only between opening and disposing.</summary>
    private sealed class Opened(Connections connections, PostgresServers servers, PartitionUpkeep upkeep, Writers writers, string schema) : IAsyncDisposable
    {
        /// <summary>Acceptances of one opening are numbered within this many.</summary>
        private const int TokenBits = 40;

        public Database Database { get; } = connections.All;

        public PartitionUpkeep Upkeep { get; } = upkeep;

        public IRunStore Runs { get; } = new PostgresRuns(writers, connections.All, connections.Writing);

        public IThreadStore Threads { get; } = new PostgresThreads(connections.All);

        public IServerStore Servers { get; } = servers;

        public IPoolStore Pools { get; } = new PostgresPools(connections.All);

        public IOutboxStore Outbox { get; } = new PostgresOutbox(connections.All);

        public ICostStore Costs { get; } = new PostgresCosts(connections.All);

        public ICaseStore Cases { get; } = new PostgresCases(connections.All);

        public ISearchStore Search { get; } = new PostgresSearch(connections.All);

        public ILiveStore Live { get; } = new PostgresLive(connections.All, schema);

        public ITransferStore Transfer { get; } = new PostgresTransfer(connections.All);

        public IRecordStore Records { get; } = new PostgresRecords(connections.All);

        public static async Task<Opened> StartAsync(
            Connections connections, PostgresServers servers, PartitionUpkeep upkeep, PostgresOptions options, TimeProvider time, CancellationToken cancellationToken)
        {
            var database = connections.All;
            var number = await database.ReadAsync(
                session => session.Prepare("SELECT nextval('opening')").FirstAsync(row => row.Long(0)), cancellationToken);
            await database.ReadAsync(Lanes.ForgetOldAsync, cancellationToken);
            await upkeep.StartAsync(cancellationToken);
            var writers = new Writers(connections.Writing, database, options, number << TokenBits, time);
            return new(connections, servers, upkeep, writers, options.Schema);
        }

        public async ValueTask DisposeAsync()
        {
            await writers.DisposeAsync();
            await Upkeep.DisposeAsync();
            await servers.DisposeAsync();
            await connections.DisposeAsync();
        }
    }
}
