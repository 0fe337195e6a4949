using System.Collections.Concurrent;
using System.Text.Json;
using Baton.Calls.Agents;
using Baton.Server.Tests.Fixtures;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Baton.Server.Tests.Calls.Faults;

/// <summary>One of the ten agents in this process: notes which messages reach it, and holds them back until it is let go.</summary>
internal sealed class HeldAgent : IAsyncDisposable
{
    private readonly TaskCompletionSource _release = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly RealServer _server;
    private readonly string _agent;

    private HeldAgent(RealServer server, string agent, ConcurrentQueue<string> messages) => (_server, _agent, Messages) = (server, agent, messages);

    /// <summary>The ids of the messages that came, in order.</summary>
    public ConcurrentQueue<string> Messages { get; }

    /// <summary>Its address.</summary>
    public string Url => $"{_server.Address}/a2a/{_agent}";

    /// <summary>Ends when the first message has come.</summary>
    public Task Reached => _reached.Task.WaitAsync(TestServer.Patience, TestContext.Current.CancellationToken);

    public static async Task<HeldAgent> StartAsync(string name)
    {
        var messages = new ConcurrentQueue<string>();
        HeldAgent? held = null;
        var server = await RealServer.StartAsync(baton =>
        {
            baton.AddCallAgents([ServiceAgent.Find(name)!]);
            baton.Services.AddSingleton<IStartupFilter>(new Recorder(messages, () => held!));
        });
        return held = new HeldAgent(server, ServiceAgent.Find(name)!.Id, messages);
    }

    /// <summary>Lets through what is held back, and what comes from now on.</summary>
    public void Release() => _release.TrySetResult();

    public async ValueTask DisposeAsync()
    {
        Release();
        await _server.DisposeAsync();
    }

    private sealed class Recorder(ConcurrentQueue<string> messages, Func<HeldAgent> agent) : IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            app.Use(async (context, following) =>
            {
                if (HttpMethods.IsPost(context.Request.Method) && await MessageAsync(context.Request) is { } message)
                {
                    messages.Enqueue(message);
                    agent()._reached.TrySetResult();
                    await agent()._release.Task;
                }

                await following(context);
            });
            next(app);
        };

        private static async Task<string?> MessageAsync(HttpRequest request)
        {
            request.EnableBuffering();
            using var body = await JsonDocument.ParseAsync(request.Body);
            request.Body.Position = 0;
            var root = body.RootElement;
            var holder = root.TryGetProperty("params", out var parameters) ? parameters : root;
            return holder.TryGetProperty("message", out var message) ? message.GetProperty("messageId").GetString() : null;
        }
    }
}
