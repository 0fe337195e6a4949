using System.Text.Json;
using Baton.Engine.Stores;
using Baton.Server.Tests.Fixtures;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Baton.Server.Tests.Ops;

/// <summary>A real server whose runs fail, wait and succeed.</summary>
internal sealed class OpsServer(RealServer server) : IAsyncDisposable
{
    public HttpClient Client => server.Client;

    public IStore Store => server.Services.GetRequiredService<IStore>();

    public static async Task<OpsServer> StartAsync() => new(await RealServer.StartAsync(baton =>
    {
        foreach (var graph in ConformanceGraphs.All) baton.AddGraph(graph);
    }));

    /// <summary>A run that failed at its only node.</summary>
    public async Task<string> FailedAsync(string? thread = null, string metadata = "{}")
    {
        if (thread is not null) await SendAsync(HttpMethod.Post, "/threads", $$"""{"thread_id":"{{thread}}","if_exists":"do_nothing"}""");
        await SendAsync(HttpMethod.Post, thread is null ? "/runs/wait" : $"/threads/{thread}/runs/wait", $$"""{"assistant_id":"failing","input":{"amount":1},"metadata":{{metadata}}}""");
        return (await SendAsync(HttpMethod.Get, "/ops/runs?status=error&limit=1")).Body[0].GetProperty("run_id").GetString()!;
    }

    /// <summary>A run that waits, and its ticket.</summary>
    public async Task<(string Run, string Ticket)> WaitingAsync()
    {
        await SendAsync(HttpMethod.Post, "/runs/wait", """{"assistant_id":"approval","input":{"amount":5}}""");
        var asked = (await SendAsync(HttpMethod.Get, "/ops/inbox")).Body[0];
        return (asked.GetProperty("run_id").GetString()!, asked.GetProperty("ticket").GetString()!);
    }

    public async Task<(int Status, JsonElement Body, string? Next)> SendAsync(HttpMethod method, string path, string? body = null)
    {
        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative));
        if (body is not null) request.Content = new StringContent(body);
        using var response = await Client.SendAsync(request, TestContext.Current.CancellationToken);
        var next = response.Headers.TryGetValues("X-Pagination-Next", out var values) ? values.Single() : null;
        return ((int)response.StatusCode, await TestServer.JsonAsync(response), next);
    }

    /// <summary>Says to all that lasts that the server stops.</summary>
    public void BeginToStop() => server.Services.GetRequiredService<IHostApplicationLifetime>().StopApplication();

    public ValueTask DisposeAsync() => server.DisposeAsync();
}
