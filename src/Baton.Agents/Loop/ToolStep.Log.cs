using Microsoft.Extensions.Logging;

namespace Baton.Agents.Loop;

internal sealed partial class ToolStep
{
    [LoggerMessage(EventId = 201, Level = LogLevel.Warning, Message = "Tool {Tool} of agent {Agent} failed in run {Run}; the model is told")]
    private partial void LogFailed(string tool, string agent, Guid run, Exception exception);
}
