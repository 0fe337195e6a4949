using System.Diagnostics;
using Baton.Engine.A2A;

namespace Baton.Engine.RemoteAgents;

/// <summary>Requests to one version of an agent: its headers, its client, and how it is spoken to.</summary>
/// <param name="http">The client, which keeps to addresses that may be called.</param>
/// <param name="wire">The binding.</param>
/// <param name="agent">The agent.</param>
internal sealed class RemoteLink(HttpClient http, IRemoteWire wire, RemoteAgent agent)
{
    public IRemoteWire Wire => wire;

    public async ValueTask<StreamEvent> SendAsync(AgentMessage message, CancellationToken cancellation)
    {
        using var response = await AskAsync(wire.Send(message, asStream: false), cancellation);
        return wire.ReadEvent(await RemoteHttp.ReadAsync(response, cancellation), response);
    }

    public async ValueTask<AgentTask> GetAsync(string task, CancellationToken cancellation)
    {
        using var response = await AskAsync(wire.Get(task), cancellation);
        return wire.ReadTask(await RemoteHttp.ReadAsync(response, cancellation), response);
    }

    public async ValueTask CancelAsync(string task, CancellationToken cancellation)
    {
        using var response = await AskAsync(wire.Cancel(task), cancellation);
    }

    /// <summary>Opens a stream: of a message, or of what happens to a task from now on.</summary>
    public async ValueTask<TaskStream> OpenAsync(HttpRequestMessage request, CancellationToken cancellation)
    {
        var response = await AskAsync(request, cancellation);
        try
        {
            return await TaskStream.OpenAsync(response, wire, cancellation);
        }
        catch
        {
            response.Dispose();
            throw;
        }
    }

    private async ValueTask<HttpResponseMessage> AskAsync(HttpRequestMessage request, CancellationToken cancellation)
    {
        using (request)
        {
            request.Headers.Add(A2AWire.VersionHeader, wire.Version);
            foreach (var (name, value) in agent.Headers) request.Headers.Add(name, value);
            if (Activity.Current is { IdFormat: ActivityIdFormat.W3C } span && !request.Headers.Contains("traceparent")) request.Headers.Add("traceparent", span.Id);
            return await RemoteHttp.SendAsync(http, request, cancellation);
        }
    }
}
