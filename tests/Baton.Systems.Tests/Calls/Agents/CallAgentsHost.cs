using System.Text.Json;
using Baton.Calls.Agents;
using Baton.Contracts;
using Baton.Engine.Hosting;
using Baton.Engine.Runs;
using Baton.Engine.Stores;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Baton.Systems.Tests.Calls.Agents;

/// <summary>The engine with the ten agents on an in-memory store.</summary>
internal sealed class CallAgentsHost : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    private CallAgentsHost(ServiceProvider services) => _services = services;

    public IStore Store => _services.GetRequiredService<IStore>();

    public static async Task<CallAgentsHost> StartAsync()
    {
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().Build());
        services.AddBatonEngine();
        new BatonBuilder(services).UseInMemoryStore().AddCallAgents();
        var host = new CallAgentsHost(services.BuildServiceProvider());
        foreach (var service in host._services.GetServices<IHostedService>())
        {
            if (service is IHostedLifecycleService lifecycle) await lifecycle.StartingAsync(TestContext.Current.CancellationToken);
        }

        foreach (var service in host._services.GetServices<IHostedService>()) await service.StartAsync(TestContext.Current.CancellationToken);
        return host;
    }

    /// <summary>Says something to an agent, as the server that leads a call does.</summary>
    public async Task<AgentReply> SayAsync(string agent, string message, string? intent = null, string? stage = "FULFILLMENT", string? account = "ACC-1001", string? thread = null)
    {
        var told = new Dictionary<string, string?> { ["account_id"] = account, ["flow_label"] = stage, ["session"] = "CALL-1", ["intent"] = intent }
            .Where(pair => pair.Value is not null).ToDictionary();
        var runs = _services.GetRequiredService<IRuns>();
        var started = await runs.StartAsync(
            new RunRequest($"calls_{agent}")
            {
                Thread = thread,
                Input = JsonSerializer.SerializeToElement(new AgentQuestion(message), BatonJson.Options),
                Metadata = JsonSerializer.SerializeToElement(new { a2a = new { message_id = "m", metadata = told } }),
            },
            TestContext.Current.CancellationToken);
        var result = await runs.WaitAsync("default", started.Run.Id, TestContext.Current.CancellationToken);
        Assert.True(result.Run.Status == RunStatus.Success, $"{result.Run.Status}: {result.Error}");
        return result.Output!.Value.Deserialize<AgentReply>(BatonJson.Options)!;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var service in _services.GetServices<IHostedService>().Reverse()) await service.StopAsync(CancellationToken.None);
        await _services.DisposeAsync();
    }
}
