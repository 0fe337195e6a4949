using Baton.Engine.Hosting;
using Baton.Engine.Stores;
using Baton.Engine.Stores.InMemory;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds the in-memory store.</summary>
public static class InMemoryBatonBuilderExtensions
{
    /// <summary>Keeps everything in memory: for tests. Nothing survives the process.</summary>
    public static BatonBuilder UseInMemoryStore(this BatonBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddSingleton<IStore>(services => new InMemoryStore(services.GetService<TimeProvider>()));
        return builder;
    }
}
