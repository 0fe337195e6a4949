using Baton.Engine.Stores;
using Baton.Engine.Stores.InMemory;

namespace Baton.Benchmarks;

/// <summary>A store in a temporary place that goes when it is disposed.</summary>
internal sealed class BenchStore : IAsyncDisposable
{
    private readonly string? _directory;

    private BenchStore(IStore store, string? directory)
    {
        Store = store;
        _directory = directory;
    }

    public IStore Store { get; }

    public static BenchStore Create(string name)
    {
        if (name == "memory") return new BenchStore(new InMemoryStore(TimeProvider.System), null);
        throw new ArgumentException($"Unknown store '{name}': memory.", nameof(name));
    }

    public async ValueTask DisposeAsync()
    {
        await Store.DisposeAsync();
        if (_directory is not null) Directory.Delete(_directory, recursive: true);
    }
}
