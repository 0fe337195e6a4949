using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Baton.Engine.Circuits;

/// <summary>The circuits of this server, each made with its first call. There are as many as models, tools and versions of remote agents, which are known at start.</summary>
/// <param name="settings">When they open.</param>
/// <param name="time">The clock.</param>
/// <param name="log">Where openings are noted.</param>
/// <remarks>Safe for concurrent use.</remarks>
public sealed class CircuitSet(CircuitSettings settings, TimeProvider time, ILogger<Circuit> log) : ICircuits
{
    private readonly ConcurrentDictionary<(CircuitKind Kind, string Name), Circuit> _circuits = new();

    /// <summary>The circuit of a model, a tool or a remote agent.</summary>
    public Circuit Of(CircuitKind kind, string name) => _circuits.GetOrAdd((kind, name), key => new Circuit(key.Kind, key.Name, settings, time, log));

    /// <inheritdoc />
    public IReadOnlyList<CircuitStatus> List() =>
        [.. _circuits.OrderBy(pair => pair.Key.Kind).ThenBy(pair => pair.Key.Name, StringComparer.Ordinal).Select(pair => pair.Value.Status())];
}
