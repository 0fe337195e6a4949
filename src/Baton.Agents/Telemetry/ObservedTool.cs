using System.Diagnostics;
using Baton.Engine.Telemetry;
using Microsoft.Extensions.AI;

namespace Baton.Agents.Telemetry;

/// <summary>Around a tool: a span and a measurement for each call. Arguments and results are nobody's business.</summary>
/// <remarks>Safe for concurrent use.</remarks>
internal sealed class ObservedTool(AIFunction inner, AgentTelemetry telemetry) : DelegatingAIFunction(inner)
{
    protected override ValueTask<object?> InvokeCoreAsync(AIFunctionArguments arguments, CancellationToken cancellationToken) =>
        telemetry.IsOn ? ObservedAsync(arguments, cancellationToken) : base.InvokeCoreAsync(arguments, cancellationToken);

    private async ValueTask<object?> ObservedAsync(AIFunctionArguments arguments, CancellationToken cancellationToken)
    {
        var begun = Stopwatch.GetTimestamp();
        var span = Span.Inside(TelemetryNames.ExecuteTool, Name);
        if (span is not null) Describe(span);
        var outcome = "ok";
        try
        {
            return await base.InvokeCoreAsync(arguments, cancellationToken);
        }
        catch (Exception exception)
        {
            outcome = Span.Leave(span, exception);
            throw;
        }
        finally
        {
            Measure.Record(
                telemetry.ToolDuration, Stopwatch.GetElapsedTime(begun).TotalSeconds, new(TelemetryNames.ToolName, Name),
                new(TelemetryNames.AgentName, AgentTelemetry.Agent), new(TelemetryNames.Outcome, outcome));
            Span.End(span);
        }
    }

    private void Describe(Activity span)
    {
        span.SetTag(TelemetryNames.Operation, TelemetryNames.ExecuteTool);
        span.SetTag(TelemetryNames.ToolName, Name);
        span.SetTag(TelemetryNames.ToolType, "function");
        span.SetTag(TelemetryNames.AgentName, AgentTelemetry.Agent);
        if (EffectTry.Current is not { } attempt) return;
        if (attempt.Attempt > 1) span.SetTag(TelemetryNames.Retry, attempt.Attempt - 1);
        if (attempt.Repeated) span.SetTag(TelemetryNames.Repeated, true);
    }
}
