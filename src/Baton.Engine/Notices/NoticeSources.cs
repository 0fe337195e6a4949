using Baton.Engine.Stores;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Baton.Engine.Notices;

/// <summary>Asks all sources for their messages. What one throws stays here.</summary>
/// <param name="sources">Found when they are first needed: they may need what is built on the engine.</param>
/// <param name="log">For what users' code throws.</param>
/// <remarks>Safe for concurrent use.</remarks>
internal sealed partial class NoticeSources(Func<IEnumerable<INoticeSource>> sources, ILogger<NoticeSources> log)
{
    private readonly Lazy<IReadOnlyList<INoticeSource>> _sources = new(() => [.. sources()]);

    /// <summary>There are none.</summary>
    public static NoticeSources None { get; } = new(static () => [], NullLogger<NoticeSources>.Instance);

    /// <summary>The messages that go with a change of a case.</summary>
    public IReadOnlyList<OutboxMessage> Of(CaseEvent change) => Collect(change, static (source, change) => source.Of(change));

    /// <summary>The messages that go with a question.</summary>
    public IReadOnlyList<OutboxMessage> Of(QuestionAsked asked) => Collect(asked, static (source, asked) => source.Of(asked));

    private List<OutboxMessage> Collect<T>(T happened, Func<INoticeSource, T, IEnumerable<OutboxMessage>> of)
    {
        if (_sources.Value.Count == 0) return [];
        var messages = new List<OutboxMessage>();
        foreach (var source in _sources.Value)
        {
            try
            {
                // All of a source's messages or none.
                messages.AddRange(of(source, happened).ToList());
            }
            catch (Exception exception)
            {
                LogNotTold(source.GetType().Name, typeof(T).Name, exception);
            }
        }

        return messages;
    }

    [LoggerMessage(EventId = 601, Level = LogLevel.Error, Message = "{Source} could not deal with a {What}; it goes without its messages.")]
    private partial void LogNotTold(string source, string what, Exception exception);
}
