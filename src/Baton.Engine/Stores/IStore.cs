using Baton.Engine.Stores.Transfer;

namespace Baton.Engine.Stores;

/// <summary>
/// A place where runs, threads and records are kept. One small interface per capability; a driver implements all of them and passes one
/// contract suite.
/// </summary>
/// <remarks>Safe for concurrent use once opened. Disposing hands nothing on; see <see cref="IServerStore.LeaveAsync"/>.</remarks>
public interface IStore : IAsyncDisposable
{
    /// <summary>A name for logs and health, such as <c>sqlite</c>.</summary>
    string Name { get; }

    /// <summary>Runs and their journals.</summary>
    IRunStore Runs { get; }

    /// <summary>Threads.</summary>
    IThreadStore Threads { get; }

    /// <summary>Servers and their leases.</summary>
    IServerStore Servers { get; }

    /// <summary>Pools and their caps.</summary>
    IPoolStore Pools { get; }

    /// <summary>Messages to the outside.</summary>
    IOutboxStore Outbox { get; }

    /// <summary>Versioned JSON records.</summary>
    IRecordStore Records { get; }

    /// <summary>What calls cost, and what may be spent in a time.</summary>
    ICostStore Costs { get; }

    /// <summary>What threads' cases are.</summary>
    ICaseStore Cases { get; }

    /// <summary>Documents that are found by what they say.</summary>
    ISearchStore Search { get; }

    /// <summary>What servers tell one another.</summary>
    ILiveStore Live { get; }

    /// <summary>Export and import.</summary>
    ITransferStore Transfer { get; }

    /// <summary>Opens the store: takes its lock, brings its schema up to date.</summary>
    /// <exception cref="Baton.Errors.BatonException">It is in use, damaged, or written by a newer version.</exception>
    ValueTask OpenAsync(CancellationToken cancellationToken);

    /// <summary>Looks for damage.</summary>
    /// <returns>One line per finding; empty where all is well.</returns>
    ValueTask<IReadOnlyList<string>> CheckIntegrityAsync(CancellationToken cancellationToken);
}
