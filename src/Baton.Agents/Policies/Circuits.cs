using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Baton.Agents.Policies;

/// <summary>The circuits of this server, each made with its first call. There are as many as models and tools, which are known at start.</summary>
/// <remarks>Safe for concurrent use.</remarks>
internal sealed class Circuits(CircuitSettings settings, TimeProvider time, ILogger<Circuit> log) : ICircuits
{
    private readonly ConcurrentDictionary<(CircuitKind Kind, string Name), Circuit> _circuits = new();

    public Circuit Of(CircuitKind kind, string name) => _circuits.GetOrAdd((kind, name), key => new Circuit(key.Kind, key.Name, settings, time, log));

    public IReadOnlyList<CircuitStatus> List() =>
        [.. _circuits.OrderBy(pair => pair.Key.Kind).ThenBy(pair => pair.Key.Name, StringComparer.Ordinal).Select(pair => pair.Value.Status())];
}
