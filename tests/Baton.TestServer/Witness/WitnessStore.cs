using Baton.Engine.Stores;
using Baton.Engine.Stores.Transfer;
using Microsoft.Extensions.DependencyInjection;

namespace Baton.LedgerServer.Witness;

/// <summary>A store that writes down what it tells its server.</summary>
/// <remarks>Safe for concurrent use.</remarks>
public sealed class WitnessStore(IStore inner, WitnessLog log) : IStore
{
    public string Name => inner.Name;

    // A store has its parts once it is open.
    public IRunStore Runs => field ??= new WitnessRuns(inner.Runs, log);

    public IThreadStore Threads => inner.Threads;

    public IServerStore Servers => field ??= new WitnessServers(inner.Servers, log);

    public IPoolStore Pools => inner.Pools;

    public IOutboxStore Outbox => inner.Outbox;

    public IRecordStore Records => inner.Records;

    public ICostStore Costs => inner.Costs;

    public ICaseStore Cases => inner.Cases;

    public ISearchStore Search => inner.Search;

    public ILiveStore Live => inner.Live;

    public ITransferStore Transfer => inner.Transfer;

    /// <summary>Puts a witness before whichever store is registered.</summary>
    public static void AddTo(IServiceCollection services, WitnessLog log)
    {
        var driver = services.Last(service => service.ServiceType == typeof(IStore));
        services.Remove(driver);
        services.AddSingleton<IStore>(provider => new WitnessStore((IStore)driver.ImplementationFactory!(provider), log));
    }

    public ValueTask OpenAsync(CancellationToken cancellationToken) => inner.OpenAsync(cancellationToken);

    public ValueTask<IReadOnlyList<string>> CheckIntegrityAsync(CancellationToken cancellationToken) => inner.CheckIntegrityAsync(cancellationToken);

    public ValueTask DisposeAsync() => inner.DisposeAsync();
}
