using Baton.Engine.Hosting;
using Baton.Engine.Stores;
using Baton.Graphs;
using Microsoft.Extensions.DependencyInjection;

namespace Baton.Engine.Testing;

/// <summary>What a <see cref="BatonTestHost"/> is made of.</summary>
/// <param name="Graphs">The graphs that can be run.</param>
public sealed record BatonTestOptions(params IReadOnlyList<GraphDefinition> Graphs)
{
    /// <summary>The store; null makes one in memory. A store that is given is not disposed with the host.</summary>
    public IStore? Store { get; init; }

    /// <summary>The clock; null makes a <see cref="FakeTime"/>, which stands still until the test moves it.</summary>
    public TimeProvider? Time { get; init; }

    /// <summary>Changes the engine's options, or null.</summary>
    public Action<EngineOptions>? Engine { get; init; }

    /// <summary>Adds services, such as agents or what a graph's tools need, or null.</summary>
    public Action<IServiceCollection>? Services { get; init; }

    /// <summary>The longest that the host waits, in real time, for something to happen. Default 20 s.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(20);
}
