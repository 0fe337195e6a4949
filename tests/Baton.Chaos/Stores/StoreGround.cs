using Baton.Chaos.Faults;
using Baton.LedgerServer.Hosting;

namespace Baton.Chaos.Stores;

/// <summary>The store that the servers of a seed share, and the faults that it can have.</summary>
/// <param name="directory">Where the seed's files are.</param>
internal abstract class StoreGround(string directory) : IAsyncDisposable
{
    /// <summary>Where the seed's files are.</summary>
    public string Directory => directory;

    /// <summary>How the checker opens it.</summary>
    public abstract StoreChoice Store { get; }

    /// <summary>How a server opens it.</summary>
    public virtual StoreChoice StoreOf(int server) => Store;

    /// <summary>True where a fault can take it away from servers, so that one may fail to start.</summary>
    public virtual bool MayBeAway => false;

    /// <summary>The fault with this name.</summary>
    /// <exception cref="ArgumentException">This store has no such fault.</exception>
    public virtual IFault Fault(string name) => name switch
    {
        "kill" => new KillFault(),
        "stop" => new StopFault(),
        "term" => new TermFault(),
        _ => throw new ArgumentException($"There is no fault '{name}' for the store {Store.Kind}.", nameof(name)),
    };

    public virtual ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
