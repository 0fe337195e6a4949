using Baton.Chaos.Faults;
using Baton.Chaos.Network;
using Baton.LedgerServer.Hosting;

namespace Baton.Chaos.Stores;

/// <summary>A PostgreSQL database of the harness's own, which each Baton server reaches through proxies of its own.</summary>
internal sealed class PostgresGround : StoreGround
{
    private readonly PostgresNodes _nodes;
    private readonly SeedDatabase? _database;
    private readonly List<TcpProxies> _proxies;
    private readonly SemaphoreSlim _one = new(1, 1);

    /// <param name="nodes">The PostgreSQL servers.</param>
    /// <param name="directory">Where the log is kept of a seed that fails.</param>
    /// <param name="servers">How many Baton servers there are.</param>
    /// <param name="database">A database of this seed's on servers that others use too; null where they are this seed's alone, and go with it.</param>
    public PostgresGround(PostgresNodes nodes, string directory, int servers, SeedDatabase? database)
        : base(directory)
    {
        (_nodes, _database) = (nodes, database);
        _proxies = [.. Enumerable.Range(0, servers).Select(_ => new TcpProxies(nodes.Ports))];
        Store = new StoreChoice(StoreChoice.Postgres, null, nodes.Through(nodes.Ports, database?.Name));
    }

    public override StoreChoice Store { get; }

    public override bool MayBeAway => true;

    public override StoreChoice StoreOf(int server) => Store with { Connection = _nodes.Through(_proxies[server].Ports, _database?.Name) };

    public override IFault Fault(string name) => name switch
    {
        "clock" => new ClockFault(backToo: true),
        "pg-restart" => new PostgresRestartFault(() => _nodes.Primary, _one),
        "pg-terminate" => new PostgresTerminateFault(() => _nodes.Primary.ConnectionString),
        "pg-proxy" => new ProxyFault(_proxies),
        "partition" => new PartitionFault(_proxies),
        FailOverFault.Title => new FailOverFault(_nodes.Pair!, _one),
        DiskFullFault.Title => new DiskFullFault(_nodes.Primary, _one),
        _ => base.Fault(name),
    };

    public override async ValueTask DisposeAsync()
    {
        foreach (var proxies in _proxies) await proxies.DisposeAsync();

        // The directory is gone where nothing was found.
        if (System.IO.Directory.Exists(Directory)) File.Copy(_nodes.Primary.LogFile, Path.Combine(Directory, "postgres.log"));
        if (_database is null) _nodes.Dispose();
        else await _database.DropAsync();
        _one.Dispose();
        await base.DisposeAsync();
    }
}
