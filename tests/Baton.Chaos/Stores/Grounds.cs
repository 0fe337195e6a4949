using Baton.LedgerServer.Hosting;

namespace Baton.Chaos.Stores;

/// <summary>A store for each seed. Seeds whose faults leave PostgreSQL as it was share one server, with a database each.</summary>
internal sealed class Grounds(ChaosOptions options) : IAsyncDisposable
{
    private SharedPostgres? _shared;

    /// <summary>Opens the store that the options name.</summary>
    public async ValueTask<StoreGround> OpenAsync(string directory, int seed) => options.Store switch
    {
        StoreChoice.Sqlite => new SqliteGround(directory),
        StoreChoice.Postgres when PostgresNodes.AreForOneSeed(options.Faults) =>
            new PostgresGround(await PostgresNodes.StartAsync(options.Faults), directory, options.Servers, null),
        StoreChoice.Postgres => await SharedAsync(directory, seed),
        _ => throw new ArgumentException($"There is no store '{options.Store}'.", nameof(seed)),
    };

    public async ValueTask DisposeAsync()
    {
        if (_shared is not null) await _shared.DisposeAsync();
    }

    private async Task<StoreGround> SharedAsync(string directory, int seed)
    {
        _shared ??= await SharedPostgres.StartAsync(options.Faults);
        return new PostgresGround(_shared.Nodes, directory, options.Servers, await _shared.CreateDatabaseAsync(seed));
    }
}
