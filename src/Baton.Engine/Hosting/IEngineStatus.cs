namespace Baton.Engine.Hosting;

/// <summary>Whether the engine can work.</summary>
/// <remarks>Safe for concurrent use; answers at once.</remarks>
public interface IEngineStatus
{
    /// <summary>True once the store is open and unfinished runs have been taken up again.</summary>
    bool IsReady { get; }

    /// <summary>The store's name, such as <c>sqlite</c>.</summary>
    string Store { get; }
}
