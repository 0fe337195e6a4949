using Baton.Chaos.Faults;
using Baton.Chaos.Network;
using Baton.LedgerServer.Hosting;
using Baton.Postgres.Testing;

namespace Baton.Chaos.Stores;

/// <summary>A PostgreSQL database of the harness's own, which each Baton server reaches through proxies of its own.</summary>
internal sealed class PostgresGround : StoreGround
{
    private readonly PostgresNodes _nodes;
    private readonly string _directory;
    private readonly List<TcpProxies> _proxies;
    private readonly SemaphoreSlim _one = new(1, 1);

    private PostgresGround(PostgresNodes nodes, string directory, int servers)
    {
        (_nodes, _directory) = (nodes, directory);
        _proxies = [.. Enumerable.Range(0, servers).Select(_ => new TcpProxies(nodes.Ports))];
        Store = new StoreChoice(StoreChoice.Postgres, null, nodes.Through(nodes.Ports));
    }

    public override StoreChoice Store { get; }

    public override bool MayBeAway => true;

    public static async ValueTask<StoreGround> StartAsync(string directory, ChaosOptions options)
    {
        if (!PostgresInstallation.IsPresent) throw new InvalidOperationException(PostgresInstallation.Absent);
        return new PostgresGround(await PostgresNodes.StartAsync(options.Faults), directory, options.Servers);
    }

    public override StoreChoice StoreOf(int server) => Store with { Connection = _nodes.Through(_proxies[server].Ports) };

    public override IFault Fault(string name) => name switch
    {
        "clock" => new ClockFault(backToo: true),
        "pg-restart" => new PostgresRestartFault(() => _nodes.Primary, _one),
        "pg-terminate" => new PostgresTerminateFault(() => _nodes.Primary.ConnectionString),
        "pg-proxy" => new PartitionFault(_proxies),
        FailOverFault.Title => new FailOverFault(_nodes.Pair!, _one),
        DiskFullFault.Title => new DiskFullFault(_nodes.Primary, _one),
        _ => base.Fault(name),
    };

    public override async ValueTask DisposeAsync()
    {
        foreach (var proxies in _proxies) await proxies.DisposeAsync();

        // The directory is gone where nothing was found.
        if (Directory.Exists(_directory)) File.Copy(_nodes.Primary.LogFile, Path.Combine(_directory, "postgres.log"));
        _nodes.Dispose();
        _one.Dispose();
        await base.DisposeAsync();
    }
}
