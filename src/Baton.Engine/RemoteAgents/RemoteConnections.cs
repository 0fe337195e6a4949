using Baton.Engine.A2A;
using Baton.Engine.Hosting;
using Baton.Engine.Runs;
using Baton.Engine.Stores;
using Baton.Registry;

namespace Baton.Engine.RemoteAgents;

/// <summary>The ways to agents: this server's runs, and HTTP.</summary>
/// <remarks>Safe for concurrent use.</remarks>
internal sealed class RemoteConnections(Func<IRuns> runs, GraphRegistry graphs, RemoteCards cards, TimeProvider time) : IDisposable
{
    private readonly HttpClient _public = Client(allowPrivate: false);
    private readonly HttpClient _private = Client(allowPrivate: true);

    /// <summary>The way to a version of an agent.</summary>
    /// <param name="store">Has this server's runs.</param>
    /// <param name="caller">Who calls.</param>
    /// <param name="agent">The agent.</param>
    /// <param name="address">The version's address.</param>
    public IRemoteConnection Open(IStore store, LocalCaller caller, RemoteAgent agent, string address) => AssistantAt(address) is { } assistant
        ? new LocalConnection(runs(), store, graphs, assistant, caller)
        : new HttpConnection(cancellation => RouteAsync(agent.At(address), address, cancellation), time);

    /// <summary>Finds out whether an agent is there: reads its card, or looks for the assistant.</summary>
    /// <exception cref="Baton.Errors.BatonException">It is not.</exception>
    public async ValueTask LookAsync(RemoteAgent agent, string address, CancellationToken cancellation)
    {
        if (AssistantAt(address) is not { } assistant) await cards.LookAsync(Http(agent), agent, address, cancellation);
        else if (graphs.Find(assistant) is null) throw new RemoteCallException(Errors.ErrorCodes.RemoteAgentUnknown, $"This server has no assistant '{assistant}'.");
    }

    public void Dispose()
    {
        _public.Dispose();
        _private.Dispose();
    }

    private async ValueTask<RemoteRoute> RouteAsync(RemoteAgent agent, string address, CancellationToken cancellation)
    {
        var http = Http(agent);
        var facts = agent.Protocol switch
        {
            RemoteProtocol.Auto => await cards.GetAsync(http, agent, address, cancellation),
            RemoteProtocol.HttpJson => Fixed(A2AWire.HttpJson, A2AWire.Version1),
            RemoteProtocol.Legacy => Fixed(A2AWire.JsonRpc, A2AWire.Version03),
            _ => Fixed(A2AWire.JsonRpc, A2AWire.Version1),
        };
        return new RemoteRoute(new RemoteLink(http, facts.Wire, agent), facts.Streams);

        CardFacts Fixed(string binding, string version) => new(CardFacts.WireOf(new Uri(address), binding, version), Streams: false);
    }

    private HttpClient Http(RemoteAgent agent) => agent.AllowPrivate ? _private : _public;

    private static string? AssistantAt(string address) => new RemoteVersion("", address, 1).Assistant;

    private static HttpClient Client(bool allowPrivate) =>
        new(OutboundGuard.Handler(allowPrivate, $"Set {RemoteAgentSettings.Section}:{{name}}:AllowPrivate to true to allow it.")) { Timeout = Timeout.InfiniteTimeSpan };
}
