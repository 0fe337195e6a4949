using Baton.Engine.Stores;
using Baton.Engine.Stores.InMemory;
using Baton.Postgres;
using Baton.Postgres.Testing;
using Baton.Sqlite;

namespace Baton.Benchmarks;

/// <summary>A store in a temporary place that goes when it is disposed.</summary>
internal sealed class BenchStore : IAsyncDisposable
{
    private static int _lastSchema;
    private readonly string? _directory;

    private BenchStore(IStore store, string? directory)
    {
        Store = store;
        _directory = directory;
    }

    public IStore Store { get; }

    /// <summary>The schema on the shared database; null for other stores.</summary>
    public string? Schema { get; private init; }

    /// <summary>A store that is there already, in a schema of the database; it stays.</summary>
    public static PostgresStore Open(string connection, string schema, int writers = 1) =>
        new(new PostgresOptions { ConnectionString = connection, Schema = schema, Writers = writers });

    public static BenchStore Create(string name)
    {
        if (name == "memory") return new BenchStore(new InMemoryStore(TimeProvider.System), null);
        if (name == "sqlite")
        {
            var directory = Directory.CreateTempSubdirectory("baton-bench-").FullName;
            return new BenchStore(new SqliteStore(new SqliteOptions { Directory = directory }, TimeProvider.System), directory);
        }

        if (name == "postgres")
        {
            // A schema each: the server stays for all of them.
            var options = new PostgresOptions { ConnectionString = PostgresServer.Shared.ConnectionString, Schema = $"bench_{++_lastSchema}" };
            return new BenchStore(new PostgresStore(options), null) { Schema = options.Schema };
        }

        throw new ArgumentException($"Unknown store '{name}': memory, sqlite or postgres.", nameof(name));
    }

    /// <summary>The bytes of the store's files; 0 for a store in memory.</summary>
    public long BytesOnDisk() => _directory is null ? 0 : new DirectoryInfo(_directory).EnumerateFiles("*.db*").Sum(file => file.Length);

    public async ValueTask DisposeAsync()
    {
        await Store.DisposeAsync();
        if (_directory is not null) Directory.Delete(_directory, recursive: true);
    }
}
