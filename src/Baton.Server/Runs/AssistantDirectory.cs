using Baton.Errors;
using Baton.Graphs;
using Baton.Registry;

namespace Baton.Server.Runs;

/// <summary>Assistants by id. Each graph has one; it is named by the graph's id or by the UUID made from it.</summary>
/// <remarks>Safe for concurrent use.</remarks>
internal sealed class AssistantDirectory(GraphRegistry graphs, TimeProvider time)
{
    private readonly Dictionary<Guid, string> _graphs = graphs.Rows.ToDictionary(row => NameIds.Assistant(row.Id), row => row.Id);
    private readonly DateTimeOffset _since = time.GetUtcNow();

    /// <summary>The graph behind an assistant's id.</summary>
    /// <exception cref="BatonException">There is none.</exception>
    public string GraphOf(string assistant)
    {
        if (graphs.Find(assistant) is not null) return assistant;
        if (Guid.TryParse(assistant, out var id) && _graphs.TryGetValue(id, out var graph)) return graph;
        throw new BatonException(ErrorCodes.GraphUnknown, $"There is no assistant '{assistant}'. POST /assistants/search lists them.");
    }

    /// <summary>The definition behind an assistant's id.</summary>
    /// <exception cref="BatonException">There is none, or it cannot be built.</exception>
    public GraphDefinition Get(string assistant) => graphs.Get(GraphOf(assistant));

    /// <summary>One assistant.</summary>
    /// <exception cref="BatonException">There is none.</exception>
    public Assistant Describe(string assistant) => Describe(graphs.Find(GraphOf(assistant))!);

    /// <summary>Every assistant, by graph id.</summary>
    public IEnumerable<Assistant> All() => graphs.Rows.OrderBy(row => row.Id, StringComparer.Ordinal).Select(Describe);

    private Assistant Describe(GraphRow row) =>
        new(NameIds.Assistant(row.Id), row.Id, row.Id, row.Description, row.Version, Metadata(row), _since, _since);

    private AssistantMetadata Metadata(GraphRow row)
    {
        try
        {
            _ = graphs.Get(row.Id);
            return new AssistantMetadata("system", row.Pool);
        }
        catch (BatonException exception)
        {
            return new AssistantMetadata("system", row.Pool) { Error = exception.Message, Code = exception.Code };
        }
    }
}
