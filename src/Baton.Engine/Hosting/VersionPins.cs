using System.Collections.Concurrent;
using System.Text.Json;
using Baton.Engine.Journal;
using Baton.Engine.Stores;
using Baton.Errors;
using Baton.Graphs;
using Baton.Registry;
using Microsoft.Extensions.Logging;

namespace Baton.Engine.Hosting;

/// <summary>
/// Remembers which definition each graph version has, so that one number never names two: pinned when the graph is first run, checked when
/// a server starts. With the pin stands which code it was built from; while that is the same, nothing is built at start.
/// </summary>
/// <remarks>Safe for concurrent use.</remarks>
internal sealed partial class VersionPins(EngineOptions options, ILogger<VersionPins> log)
{
    private const string Collection = "graph_versions";

    // A definition is the installation's, whoever runs it.
    private const string Tenant = "default";
    private readonly ConcurrentDictionary<string, bool> _pinned = new(StringComparer.Ordinal);

    /// <summary>Checks every registered graph that was run before; in development moves the pins of those that changed.</summary>
    /// <exception cref="ValidationException">Some have another definition than under the same number before; all are listed.</exception>
    public async ValueTask CheckAsync(IRecordStore records, GraphRegistry graphs, CancellationToken cancellationToken)
    {
        var faults = new List<Fault>();
        var changes = new List<RecordChange>();
        foreach (var row in graphs.Rows)
        {
            if (await FindAsync(records, row, cancellationToken) is not { } pin) continue;
            var code = DefinitionSource.KeyOf(row);
            if (code is not null && code == pin.Code) continue;
            if (Built(graphs, row) is not { } graph) continue;
            var present = new Pin(graph.Describe().Fingerprint, code);
            if (present != pin) changes.Add(Change(row, present, expected: null));
            if (present.Fingerprint == pin.Fingerprint) continue;
            faults.Add(new Fault(ErrorCodes.VersionChanged, $"{row.Id}/{row.Version}", Text(row)));
            if (options.Development) LogMoved(row.Id, row.Version);
        }

        if (faults.Count > 0 && !options.Development)
        {
            throw new ValidationException(ErrorCodes.VersionChanged, "The server does not start: graphs have changed under their version", faults);
        }

        if (changes.Count > 0) await records.ApplyAsync(Tenant, changes, cancellationToken);
    }

    /// <summary>Pins a definition when it is first run here.</summary>
    /// <exception cref="BatonException">The number names another definition.</exception>
    public async ValueTask PinAsync(IRecordStore records, GraphRow row, GraphDefinition graph, CancellationToken cancellationToken)
    {
        if (_pinned.ContainsKey(row.Id)) return;
        var present = new Pin(graph.Describe().Fingerprint, DefinitionSource.KeyOf(row));
        var pin = await FindAsync(records, row, cancellationToken);

        // Another server may pin it in the same moment: the first one counts.
        if (pin is null && !await records.ApplyAsync(Tenant, [Change(row, present, expected: 0)], cancellationToken))
        {
            pin = await FindAsync(records, row, cancellationToken);
        }

        if (pin is not null && pin.Fingerprint != present.Fingerprint)
        {
            if (!options.Development) throw new BatonException(ErrorCodes.VersionChanged, Text(row));
            LogMoved(row.Id, row.Version);
            await records.ApplyAsync(Tenant, [Change(row, present, expected: null)], cancellationToken);
        }

        _pinned[row.Id] = true;
    }

    private GraphDefinition? Built(GraphRegistry graphs, GraphRow row)
    {
        try
        {
            return graphs.Get(row.Id);
        }
        catch (BatonException broken)
        {
            // It is out of use alone, and says so on use; nothing can run on it.
            LogBroken(row.Id, broken);
            return null;
        }
    }

    private static async ValueTask<Pin?> FindAsync(IRecordStore records, GraphRow row, CancellationToken cancellationToken)
    {
        var record = await records.FindAsync(Tenant, Collection, IdOf(row), cancellationToken);
        if (record is null) return null;
        var code = record.Value.TryGetProperty("code", out var given) && given.ValueKind == JsonValueKind.String ? given.GetString() : null;
        return new Pin(record.Value.GetProperty("fingerprint").GetString()!, code);
    }

    private static RecordChange Change(GraphRow row, Pin pin, long? expected) => new(Collection, IdOf(row), expected, JsonBytes.From(pin));

    private static string IdOf(GraphRow row) => $"{row.Id}/{row.Version}";

    private static string Text(GraphRow row) =>
        $"Version {row.Version} of '{row.Id}' was another definition before. Bring that one back, or make this one version {row.Version + 1}; in development (Baton:Engine:Development) the number may be kept, and runs under way may break.";

    /// <summary>What a version is pinned to.</summary>
    /// <param name="Fingerprint">The definition's fingerprint.</param>
    /// <param name="Code">The key of the code that it was built from; null where that would not tell enough.</param>
    private sealed record Pin(string Fingerprint, string? Code);

    [LoggerMessage(EventId = 131, Level = LogLevel.Warning, Message = "The graph {Graph} has changed and is still version {Version}. Development goes on with it; runs under way may break. Raise its version before it is deployed.")]
    private partial void LogMoved(string graph, int version);

    [LoggerMessage(EventId = 132, Level = LogLevel.Warning, Message = "The graph {Graph} cannot be built, so whether it has changed is not known.")]
    private partial void LogBroken(string graph, Exception exception);
}
