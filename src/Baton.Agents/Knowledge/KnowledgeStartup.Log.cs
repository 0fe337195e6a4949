using Microsoft.Extensions.Logging;

namespace Baton.Agents.Knowledge;

internal sealed partial class KnowledgeStartup
{
    [LoggerMessage(EventId = 232, Level = LogLevel.Warning, Message = "Agent {Agent} looks things up in the collection {Collection}, which has no documents: add some with 'baton knowledge add <folder> --collection {Collection}'")]
    private partial void LogEmpty(string agent, string collection);
}
