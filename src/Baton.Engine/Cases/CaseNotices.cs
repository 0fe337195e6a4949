using Baton.Engine.Stores;
using Baton.Graphs;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Baton.Engine.Cases;

/// <summary>Asks graphs for the facts of cases, and tells listeners of changes. What either throws stays here.</summary>
/// <param name="listeners">Found when they are first needed: they may need what is built on the engine.</param>
/// <param name="log">For what users' code throws.</param>
/// <remarks>Safe for concurrent use.</remarks>
internal sealed partial class CaseNotices(Func<IEnumerable<ICaseListener>> listeners, ILogger<CaseNotices> log)
{
    private readonly Lazy<IReadOnlyList<ICaseListener>> _listeners = new(() => [.. listeners()]);

    /// <summary>Nobody listens.</summary>
    public static CaseNotices None { get; } = new(static () => [], NullLogger<CaseNotices>.Instance);

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

    /// <summary>The messages that go with a change.</summary>
    public IReadOnlyList<OutboxMessage> Tell(CaseEvent change)
    {
        if (_listeners.Value.Count == 0) return [];
        var messages = new List<OutboxMessage>();
        foreach (var listener in _listeners.Value)
        {
            try
            {
                messages.AddRange(listener.Changed(change));
            }
            catch (Exception exception)
            {
                LogNotTold(listener.GetType().Name, change.Thread, exception);
            }
        }

        return messages;
    }

    [LoggerMessage(EventId = 600, Level = LogLevel.Warning, Message = "What graph {Graph} says of its case could not be read; the case stays as it was.")]
    private partial void LogNoFacts(string graph, Exception exception);

    [LoggerMessage(EventId = 601, Level = LogLevel.Error, Message = "{Listener} could not deal with a change of case {Thread}; it goes without its messages.")]
    private partial void LogNotTold(string listener, string thread, Exception exception);
}
