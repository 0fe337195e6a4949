using System.Text.Json;
using Baton.Contracts;
using Baton.Engine.Hosting;
using Baton.Engine.Runs;
using Baton.Support;
using Baton.Support.Desk;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Baton.Systems.Tests.Support;

/// <summary>The engine with the support desk on an in-memory store.</summary>
internal sealed class SupportHost : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    private SupportHost(ServiceProvider services) => _services = services;

    public IRuns Runs => _services.GetRequiredService<IRuns>();

    public IThreads Threads => _services.GetRequiredService<IThreads>();

    public static async Task<SupportHost> StartAsync(Action<BatonBuilder>? configure = null)
    {
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().Build());
        services.AddBatonEngine();
        var baton = new BatonBuilder(services).UseInMemoryStore();
        new SupportSystem().Configure(baton);
        configure?.Invoke(baton);
        var host = new SupportHost(services.BuildServiceProvider());
        foreach (var service in host._services.GetServices<IHostedService>())
        {
            if (service is IHostedLifecycleService lifecycle) await lifecycle.StartingAsync(TestContext.Current.CancellationToken);
        }

        foreach (var service in host._services.GetServices<IHostedService>()) await service.StartAsync(TestContext.Current.CancellationToken);
        return host;
    }

    public async Task<SupportReply> AskAsync(string message, string? thread = null)
    {
        var result = await RunAsync(message, thread);
        Assert.True(result.Run.Status == RunStatus.Success, $"{result.Run.Status}: {result.Error}");
        return result.Output!.Value.Deserialize<SupportReply>(BatonJson.Options)!;
    }

    public async Task<RunResult> RunAsync(string message, string? thread = null, string? stopBefore = null) =>
        await WaitAsync(await StartAsync(message, thread, stopBefore));

    public async Task<StartedRun> StartAsync(string message, string? thread, string? stopBefore = null) =>
        await Runs.StartAsync(
            new RunRequest(SupportDesk.Id)
            {
                Thread = thread,
                Input = JsonSerializer.SerializeToElement(new SupportRequest("u1", message), BatonJson.Options),
                InterruptBefore = stopBefore is null ? null : [stopBefore],
            },
            TestContext.Current.CancellationToken);

    /// <summary>Lets a run that was stopped before a node go on.</summary>
    public async Task<RunResult> ContinueAsync(string thread) =>
        await WaitAsync(await Runs.StartAsync(new RunRequest(SupportDesk.Id) { Thread = thread }, TestContext.Current.CancellationToken));

    public async Task<RunResult> WaitAsync(StartedRun started) =>
        await Runs.WaitAsync(started.Run.Tenant, started.Run.Id, TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        foreach (var service in _services.GetServices<IHostedService>().Reverse()) await service.StopAsync(CancellationToken.None);
        await _services.DisposeAsync();
    }
}
