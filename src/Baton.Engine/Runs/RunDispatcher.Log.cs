using Baton.Policies;
using Microsoft.Extensions.Logging;

namespace Baton.Engine.Runs;

internal sealed partial class RunDispatcher
{
    [LoggerMessage(EventId = 104, Level = LogLevel.Error, Message = "Run {Run} could not be executed; it stays where its journal left it.")]
    private partial void LogBroken(Guid run, Exception exception);

    [LoggerMessage(EventId = 119, Level = LogLevel.Warning, Message = "Run {Run} of {Graph} has spent 80 % of its budget ({Budget}).")]
    private partial void LogNearlySpent(Guid run, string graph, RunBudget budget);

    [LoggerMessage(EventId = 780, Level = LogLevel.Warning, Message = "What came in while run {Run} was at work could not be delivered to it; it stays in line behind it.")]
    private partial void LogQueuedKept(Guid run, Exception exception);

    [LoggerMessage(EventId = 115, Level = LogLevel.Error, Message = "Run {Run} could not be let go; trying again.")]
    private partial void LogKept(Guid run, Exception exception);
}
