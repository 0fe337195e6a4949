using Baton.Engine.Cases;
using Baton.Engine.Effects;
using Baton.Engine.Hosting;
using Baton.Engine.Journal;
using Baton.Engine.Notices;
using Baton.Engine.RemoteAgents;
using Baton.Engine.Replay;
using Baton.Engine.Servers;
using Baton.Engine.Stores;
using Baton.Engine.Streaming;
using Baton.Policies;
using Baton.Registry;

namespace Baton.Engine.Runs;

/// <summary>What every executor of a server shares.</summary>
internal sealed record EngineParts(
    IStore Store, GraphRegistry Graphs, RunHub Hub, JournalReader Journals, StateLoader States, StoreClock Time, ServerLease Lease, IdSource Ids, EngineOptions Options, IAgentRunner Agents,
    RemoteAgentRunner RemoteAgents, VersionPins Versions, ContentArchive Archive, CaseReader Cases, NoticeSources Notices)
{
    private volatile bool _draining;
    private volatile bool _isDue;

    /// <summary>Whether the store takes what it is given.</summary>
    public StoreWrites Writes { get; } = new(Time);

    /// <summary>True once the server stops: nothing new is begun.</summary>
    public bool IsDraining => _draining;

    /// <summary>Called when runs may be pending: this server's claims look at once.</summary>
    public Action Look { get; set; } = static () => { };

    /// <summary>Called when a run may have become pending: whoever claims runs, here or on another server, looks at once.</summary>
    public Action Nudge { get; set; } = static () => { };

    /// <summary>True while runs may be due: whoever claims runs brings them back with the places that are left.</summary>
    public bool IsDue
    {
        get => _isDue;
        set => _isDue = value;
    }

    /// <summary>Called when a run was told to end: its executor reads that at once, and one that nobody executes is taken up.</summary>
    public Func<Guid, ValueTask> Stop { get; set; } = static _ => ValueTask.CompletedTask;

    /// <summary>Called with what another server of a shared store may want to look at.</summary>
    public Action<StoreHint> Tell { get; set; } = static _ => { };

    /// <summary>Called when a run was parked, with the time at which it wakes by itself.</summary>
    public Action<DateTimeOffset?> Parked { get; set; } = static _ => { };

    /// <summary>Called once in a run, when it has spent most of its budget.</summary>
    public Action<RunRow, RunBudget> BudgetNearlySpent { get; set; } = static (_, _) => { };

    /// <summary>Called, where a journal is replayed, with every effect that a node asks for; otherwise null.</summary>
    public Action<AskedEffect>? Asked { get; init; }

    public void Drain() => _draining = true;
}
