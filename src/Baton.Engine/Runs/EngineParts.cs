using Baton.Engine.Effects;
using Baton.Engine.Hosting;
using Baton.Engine.Journal;
using Baton.Engine.Servers;
using Baton.Engine.Stores;
using Baton.Engine.Streaming;
using Baton.Registry;

namespace Baton.Engine.Runs;

/// <summary>What every executor of a server shares.</summary>
internal sealed record EngineParts(
    IStore Store, GraphRegistry Graphs, RunHub Hub, JournalReader Journals, StateLoader States, StoreClock Time, ServerLease Lease, IdSource Ids, EngineOptions Options, IAgentRunner Agents,
    VersionPins Versions, ContentArchive Archive)
{
    private volatile bool _draining;

    /// <summary>True once the server stops: nothing new is begun.</summary>
    public bool IsDraining => _draining;

    /// <summary>Called when runs may be pending: this server's claims look at once.</summary>
    public Action Look { get; set; } = static () => { };

    /// <summary>Called when a run may have become pending: whoever claims runs, here or on another server, looks at once.</summary>
    public Action Nudge { get; set; } = static () => { };

    /// <summary>Called when a run's inbox has news: its executor, where it is here, reads it at once.</summary>
    public Func<Guid, ValueTask> Poke { get; set; } = static _ => ValueTask.CompletedTask;

    /// <summary>Called with what another server of a shared store may want to look at.</summary>
    public Action<StoreHint> Tell { get; set; } = static _ => { };

    /// <summary>Called when a run was parked, with the time at which it wakes by itself.</summary>
    public Action<DateTimeOffset?> Parked { get; set; } = static _ => { };

    public void Drain() => _draining = true;
}
