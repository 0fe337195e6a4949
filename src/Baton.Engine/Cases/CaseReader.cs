using Baton.Graphs;
using Microsoft.Extensions.Logging;

namespace Baton.Engine.Cases;

/// <summary>Asks graphs for the facts of cases. What their code throws stays here.</summary>
/// <remarks>Safe for concurrent use.</remarks>
internal sealed partial class CaseReader(ILogger<CaseReader> log)
{
    /// <summary>What a state says of its case; <paramref name="otherwise"/> where the graph's code throws.</summary>
    public CaseFacts? Read(GraphDefinition graph, object state, CaseFacts? otherwise)
    {
        try
        {
            return graph.Parts.Case!(state);
        }
        catch (Exception exception)
        {
            LogNoFacts(graph.Id, exception);
            return otherwise;
        }
    }

    [LoggerMessage(EventId = 600, Level = LogLevel.Warning, Message = "What graph {Graph} says of its case could not be read; the case stays as it was.")]
    private partial void LogNoFacts(string graph, Exception exception);
}
