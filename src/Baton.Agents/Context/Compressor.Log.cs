using Microsoft.Extensions.Logging;

namespace Baton.Agents.Context;

internal sealed partial class Compressor
{
    [LoggerMessage(EventId = 212, Level = LogLevel.Warning, Message = "The compression agent {Agent} failed with {Code} in run {Run}; key facts are kept without it")]
    private partial void LogFailed(string agent, string code, Guid run);
}
