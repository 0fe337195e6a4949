using Baton.Engine.Circuits;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers the circuits.</summary>
public static class CircuitServiceCollectionExtensions
{
    /// <summary>Adds the circuits, which models, tools and remote agents share; they go by a registered <see cref="CircuitSettings"/>, or its defaults.</summary>
    /// <param name="services">The application's services.</param>
    public static IServiceCollection AddCircuits(this IServiceCollection services)
    {
        services.TryAddSingleton(provider => new CircuitSet(
            provider.GetService<CircuitSettings>() ?? new CircuitSettings(), provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<Circuit>>()));
        services.TryAddSingleton<ICircuits>(provider => provider.GetRequiredService<CircuitSet>());
        return services;
    }
}
