namespace Baton.Engine.Hosting;

/// <summary>Whether the engine is at work, for readiness checks.</summary>
/// <remarks>Safe for concurrent use; never waits.</remarks>
public interface IEngineStatus
{
    /// <summary>True once the store is open and unfinished runs have been taken up, until the server stops.</summary>
    bool IsReady { get; }

    /// <summary>True for a while after the store refused to write something, as with a full disk.</summary>
    bool StoreRefusesWrites => false;

    /// <summary>The store's name.</summary>
    string Store { get; }
}
