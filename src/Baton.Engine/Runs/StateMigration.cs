using System.Text.Json;
using System.Text.Json.Nodes;
using Baton.Engine.Journal;
using Baton.Errors;
using Baton.Graphs;

namespace Baton.Engine.Runs;

/// <summary>Reads states that earlier versions of a graph wrote: with its <c>Migrate</c>, or with defaults for what is new.</summary>
internal static class StateMigration
{
    /// <summary>The state that a document holds, as <paramref name="graph"/> understands it.</summary>
    /// <param name="graph">The graph as it is today.</param>
    /// <param name="document">The state.</param>
    /// <param name="version">The version that wrote it.</param>
    /// <exception cref="BatonException">It lacks a member that has no default, or does not fit.</exception>
    public static object Read(GraphDefinition graph, StateDocument document, int version)
    {
        var shape = StateShape.Of(graph.StateType);
        if (version == graph.Version) return shape.Read(document);
        if (graph.Parts.Migrate is { } migrate)
        {
            document = StateDocument.Of(JsonBytes.From(migrate((JsonObject)JsonNode.Parse(document.ToJson().Span)!, version)));
        }

        var missing = shape.Required.Where(member => !document.Has(member)).ToList();
        if (missing.Count > 0) throw NotMigrated($"lacks {string.Join(", ", missing)}", null);
        try
        {
            return shape.Read(document);
        }
        catch (JsonException exception)
        {
            throw NotMigrated($"does not fit at {exception.Path}", exception);
        }

        BatonException NotMigrated(string what, Exception? cause) => new(
            ErrorCodes.StateNotMigrated,
            $"The thread's state was written by version {version} of '{graph.Id}' and {what}. Give new members defaults, or add .Migrate(…) to version {graph.Version}.",
            cause);
    }
}
