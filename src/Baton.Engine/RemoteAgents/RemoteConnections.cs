using Baton.Engine.Hosting;
using Baton.Engine.Runs;
using Baton.Registry;

namespace Baton.Engine.RemoteAgents;

/// <summary>The ways to agents: this server's runs, and HTTP.</summary>
/// <remarks>Safe for concurrent use.</remarks>
internal sealed class RemoteConnections(Func<IRuns> runs, GraphRegistry graphs, TimeProvider time) : IDisposable
{
    private readonly HttpClient _public = Client(allowPrivate: false);
    private readonly HttpClient _private = Client(allowPrivate: true);

    /// <summary>The way to a version of an agent, for a run.</summary>
    public IRemoteConnection Open(RunActivation run, RemoteAgent agent, RemoteTarget target) =>
        new RemoteVersion(target.Version, target.Address, 1).Assistant is { } assistant
            ? new LocalConnection(runs(), run.Parts.Store, graphs, assistant, new LocalCaller(run.Row.Tenant, run.Row.Id, run.Ledger.Started!.Deadline))
            : new HttpConnection(new JsonRpcWire(Http(agent), new Uri(target.Address), agent.Headers), time);

    public void Dispose()
    {
        _public.Dispose();
        _private.Dispose();
    }

    private HttpClient Http(RemoteAgent agent) => agent.AllowPrivate ? _private : _public;

    private static HttpClient Client(bool allowPrivate) =>
        new(OutboundGuard.Handler(allowPrivate, $"Set {RemoteAgentSettings.Section}:{{name}}:AllowPrivate to true to allow it.")) { Timeout = Timeout.InfiniteTimeSpan };
}
