namespace Baton.Engine.Hosting;

/// <summary>Something the engine keeps doing from its start to its stop. It deals with its own failures and ends when it is told to.</summary>
internal interface IEngineLoop
{
    Task RunAsync(CancellationToken stopping);
}
