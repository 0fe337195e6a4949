using Baton.Engine.Hosting;
using Baton.Engine.Runs;
using Baton.Engine.Stores;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Baton.Support.Orders.Evaluation;

/// <summary>The whole support system on a store in memory. Each task has a tenant of its own there, and so its own records.</summary>
internal sealed class RetailHost : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    private RetailHost(ServiceProvider services) => _services = services;

    public IRuns Runs => _services.GetRequiredService<IRuns>();

    public IStore Store => _services.GetRequiredService<IStore>();

    public OrderSessions Sessions => _services.GetRequiredService<OrderSessions>();

    /// <summary>Starts it. Unless the configuration sets a limit, no refund needs a person's approval: there is nobody to ask.</summary>
    public static async Task<RetailHost> StartAsync(IConfiguration configuration, Action<BatonBuilder>? configure, CancellationToken cancellationToken)
    {
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder()
            .AddInMemoryCollection([new(OrderSettings.LimitKey, OrderSettings.Off)])
            .AddConfiguration(configuration)
            .Build());
        services.AddLogging();
        services.AddBatonEngine();
        var baton = new BatonBuilder(services).UseInMemoryStore();
        new SupportSystem().Configure(baton);
        configure?.Invoke(baton);
        var host = new RetailHost(services.BuildServiceProvider());
        foreach (var service in host.Hosted.OfType<IHostedLifecycleService>()) await service.StartingAsync(cancellationToken);
        foreach (var service in host.Hosted) await service.StartAsync(cancellationToken);
        return host;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var service in Hosted.Reverse()) await service.StopAsync(CancellationToken.None);
        await _services.DisposeAsync();
    }

    private IEnumerable<IHostedService> Hosted => _services.GetServices<IHostedService>();
}
