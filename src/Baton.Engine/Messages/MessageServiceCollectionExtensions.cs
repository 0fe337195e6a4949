using Baton.Engine.Hosting;
using Baton.Engine.Messages;
using Baton.Engine.Servers;
using Baton.Engine.Stores;
using Microsoft.Extensions.Logging;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers the message log.</summary>
public static class MessageServiceCollectionExtensions
{
    /// <summary>Adds the message log to the engine: <see cref="MessageLog"/> and the loop that keeps it up to date.</summary>
    /// <param name="services">The application's services, with the engine.</param>
    /// <param name="settings">How the log is kept.</param>
    /// <param name="redactor">What takes personal data out; asked for where the settings want it.</param>
    public static IServiceCollection AddMessageLog(this IServiceCollection services, Func<IServiceProvider, MessageSettings> settings, Func<IServiceProvider, IMessageRedactor> redactor)
    {
        services.AddSingleton(settings);
        services.AddSingleton<MessageMeasures>();
        services.AddSingleton(provider => new MessageLog(
            provider.GetRequiredService<IStore>(), provider.GetRequiredService<MessageSettings>(), provider.GetRequiredService<ILogger<MessageLog>>()));
        services.AddSingleton(provider => new MessageIndexer(
            provider.GetRequiredService<IStore>(), provider.GetRequiredService<MessageSettings>(),
            provider.GetRequiredService<MessageSettings>().Redact ? redactor(provider) : null, provider.GetRequiredService<ILogger<MessageIndexer>>()));
        services.AddSingleton<IEngineLoop>(provider => new MessageLoop(
            provider.GetRequiredService<IStore>(), provider.GetRequiredService<ServerLease>(), provider.GetRequiredService<StoreClock>(),
            (provider.GetRequiredService<MessageIndexer>(), provider.GetRequiredService<MessageMeasures>(), provider.GetRequiredService<MessageSettings>()),
            provider.GetRequiredService<ILogger<MessageLoop>>()));
        services.AddOptions<EngineOptions>().PostConfigure<IServiceProvider>((options, provider) => options.IsFollowed = provider.GetRequiredService<MessageSettings>().Enabled);
        return services;
    }
}
