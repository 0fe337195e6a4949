using Baton.Chaos.Faults;
using Baton.Chaos.Network;
using Baton.LedgerServer.Hosting;
using Baton.Postgres.Testing;
using Npgsql;

namespace Baton.Chaos.Stores;

/// <summary>A PostgreSQL server of the harness's own, which each Baton server reaches through a proxy of its own.</summary>
internal sealed class PostgresGround : StoreGround
{
    /// <summary>What the server writes down, for seeds that fail.</summary>
    private const string Settings = "log_lock_waits = on\nlog_min_duration_statement = 2000";

    private readonly PostgresServer _server;
    private readonly string _directory;
    private readonly List<TcpProxy> _proxies;

    private PostgresGround(PostgresServer server, string directory, int servers)
    {
        (_server, _directory) = (server, directory);
        _proxies = [.. Enumerable.Range(0, servers).Select(_ => new TcpProxy(server.Port))];
        foreach (var proxy in _proxies) proxy.Start();
        Store = new StoreChoice(StoreChoice.Postgres, null, server.ConnectionString);
    }

    public override StoreChoice Store { get; }

    public override bool MayBeAway => true;

    public static async ValueTask<StoreGround> StartAsync(string directory, int servers)
    {
        if (!PostgresInstallation.IsPresent) throw new InvalidOperationException(PostgresInstallation.Absent);
        return new PostgresGround(await Task.Run(() => PostgresServer.Create(Settings)), directory, servers);
    }

    public override StoreChoice StoreOf(int server)
    {
        var connection = new NpgsqlConnectionStringBuilder(_server.ConnectionString) { Port = _proxies[server].Port };
        return Store with { Connection = connection.ConnectionString };
    }

    public override IFault Fault(string name) => name switch
    {
        "clock" => new ClockFault(backToo: true),
        "pg-restart" => new PostgresRestartFault(_server),
        "pg-terminate" => new PostgresTerminateFault(_server.ConnectionString),
        "pg-proxy" => new PartitionFault(_proxies),
        _ => base.Fault(name),
    };

    public override async ValueTask DisposeAsync()
    {
        foreach (var proxy in _proxies) await proxy.DisposeAsync();

        // The directory is gone where nothing was found.
        if (Directory.Exists(_directory)) File.Copy(_server.LogFile, Path.Combine(_directory, "postgres.log"));
        _server.Dispose();
        await base.DisposeAsync();
    }
}
