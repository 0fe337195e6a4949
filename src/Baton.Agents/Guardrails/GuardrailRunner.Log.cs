using Microsoft.Extensions.Logging;

namespace Baton.Agents.Guardrails;

internal sealed partial class GuardrailRunner
{
    [LoggerMessage(EventId = 202, Level = LogLevel.Information, Message = "Guardrail {Guardrail} of agent {Agent} said {Action} at {Boundary} in run {Run} ({Findings} findings)")]
    private partial void LogVerdict(string guardrail, string agent, GuardrailAction action, GuardrailBoundary boundary, Guid run, int findings);

    // The exception's text may quote what was checked.
    [LoggerMessage(EventId = 203, Level = LogLevel.Warning, Message = "Guardrail {Guardrail} of agent {Agent} failed at {Boundary} in run {Run} with {Failure}; this counts as blocked")]
    private partial void LogFailed(string guardrail, string agent, GuardrailBoundary boundary, Guid run, string failure);
}
