using System.Collections.Concurrent;
using Baton.Engine.Journal;
using Baton.Engine.Runs;
using Baton.Errors;
using Baton.Graphs;

namespace Baton.Engine.Hosting;

/// <summary>Remembers which definition each graph version has, so that one number never names two.</summary>
internal sealed class VersionPins(EngineParts parts)
{
    private readonly ConcurrentDictionary<(string Tenant, string Graph), bool> _pinned = new();

    private const string Collection = "graph_versions";

    /// <summary>Pins a definition when it is first used.</summary>
    /// <exception cref="BatonException">The number names another definition.</exception>
    public async ValueTask PinAsync(string tenant, GraphDefinition graph, CancellationToken cancellationToken)
    {
        if (_pinned.ContainsKey((tenant, graph.Id))) return;
        var id = $"{graph.Id}/{graph.Version}";
        var fingerprint = graph.Describe().Fingerprint;
        var present = await parts.Store.Records.FindAsync(tenant, Collection, id, cancellationToken);
        if (present is null || parts.Options.Development)
        {
            var change = new RecordChange(Collection, id, null, JsonBytes.From(new { fingerprint }));
            if (present?.Value.GetProperty("fingerprint").GetString() != fingerprint) await parts.Store.Records.ApplyAsync(tenant, [change], cancellationToken);
        }
        else if (present.Value.GetProperty("fingerprint").GetString() != fingerprint)
        {
            throw Changed(graph);
        }

        _pinned[(tenant, graph.Id)] = true;
    }

    private static BatonException Changed(GraphDefinition graph) => new(
        ErrorCodes.VersionChanged,
        $"Version {graph.Version} of '{graph.Id}' was another definition before. Raise its version, or run in development mode, where runs under way may break.");
}
