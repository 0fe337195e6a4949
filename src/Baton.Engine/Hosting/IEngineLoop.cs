namespace Baton.Engine.Hosting;

/// <summary>Something the engine keeps doing from its start to its stop. It deals with its own failures and ends when it is told to.</summary>
/// <remarks>Whoever builds on the engine registers loops of its own; they begin once the store is open.</remarks>
public interface IEngineLoop
{
    /// <summary>Keeps doing it until the server stops.</summary>
    Task RunAsync(CancellationToken stopping);
}
