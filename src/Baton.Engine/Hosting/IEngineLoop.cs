namespace Baton.Engine.Hosting;

/// <summary>Work that a server does over and over for as long as it lives.</summary>
internal interface IEngineLoop
{
    /// <summary>Works until it is stopped. Failures of the store are logged and outlasted.</summary>
    Task RunAsync(CancellationToken stopping);
}
