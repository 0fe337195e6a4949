using Microsoft.Extensions.Logging;

namespace Baton.Engine.Circuits;

public sealed partial class Circuit
{
    [LoggerMessage(EventId = 210, Level = LogLevel.Warning, Message = "The circuit of {Kind} {Name} is open for {Seconds} s: too many of its calls fail")]
    private static partial void LogOpened(ILogger log, CircuitKind kind, string name, double seconds);

    [LoggerMessage(EventId = 211, Level = LogLevel.Information, Message = "The circuit of {Kind} {Name} is closed again")]
    private static partial void LogClosed(ILogger log, CircuitKind kind, string name);
}
