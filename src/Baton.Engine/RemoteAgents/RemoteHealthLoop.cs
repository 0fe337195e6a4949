using Baton.Engine.Hosting;
using Baton.Engine.Servers;
using Baton.Errors;
using Microsoft.Extensions.Logging;

namespace Baton.Engine.RemoteAgents;

/// <summary>Looks at the agents for which that is configured, each in its own time.</summary>
internal sealed partial class RemoteHealthLoop(
    RemoteAgentRegistry agents, RemoteConnections connections, RemoteHealth health, StoreClock time, ILogger<RemoteHealthLoop> log) : IEngineLoop
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public Task RunAsync(CancellationToken stopping) => Task.WhenAll(
        agents.All.Where(agent => agent.HealthInterval is not null).SelectMany(agent => agent.Versions.Select(version => KeepLookingAsync(agent, version, stopping))));

    private async Task KeepLookingAsync(RemoteAgent agent, RemoteVersion version, CancellationToken stopping)
    {
        var wasUp = true;
        while (!stopping.IsCancellationRequested)
        {
            var code = await LookAsync(agent, version, stopping);
            if (stopping.IsCancellationRequested) return;
            health.Note(agent.Name, version.Name, code, time.GetUtcNow());
            if (wasUp != (code is null))
            {
                wasUp = code is null;
                if (wasUp) LogUp(agent.Name, version.Name);
                else LogDown(agent.Name, version.Name, code!);
            }

            await Task.Delay(agent.HealthInterval!.Value, time, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async ValueTask<string?> LookAsync(RemoteAgent agent, RemoteVersion version, CancellationToken stopping)
    {
        using var limit = new CancellationTokenSource(Patience, time);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(stopping, limit.Token);
        try
        {
            await connections.LookAsync(agent, version.Address, over.Token);
            return null;
        }
        catch (BatonException exception)
        {
            return exception.Code == ErrorCodes.Transient ? ErrorCodes.RemoteAgentUnreachable : exception.Code;
        }
        catch (OperationCanceledException)
        {
            return ErrorCodes.RemoteAgentTimeout;
        }
        catch (Exception exception)
        {
            // Whatever one agent brings about, the others are looked at.
            LogFailed(exception, agent.Name, version.Name);
            return ErrorCodes.RemoteAgentUnreachable;
        }
    }

    [LoggerMessage(EventId = 700, Level = LogLevel.Warning, Message = "The remote agent {Agent} (version {Version}) is not there: {Code}")]
    private partial void LogDown(string agent, string version, string code);

    [LoggerMessage(EventId = 701, Level = LogLevel.Information, Message = "The remote agent {Agent} (version {Version}) is there again")]
    private partial void LogUp(string agent, string version);

    [LoggerMessage(EventId = 702, Level = LogLevel.Error, Message = "Looking at the remote agent {Agent} (version {Version}) failed")]
    private partial void LogFailed(Exception exception, string agent, string version);
}
