using Microsoft.Extensions.Logging;

namespace Baton.Agents.Knowledge.Ranking;

internal sealed partial class VectorRanking
{
    [LoggerMessage(EventId = 231, Level = LogLevel.Warning, Message = "Knowledge is searched by words alone: the embedding of the question, or the search by it, failed")]
    private partial void LogFailed(Exception exception);
}
