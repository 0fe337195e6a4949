using System.Diagnostics;
using Baton.Agents.Models;
using Baton.Agents.Prompts;
using Baton.Engine.Effects;
using Baton.Engine.Telemetry;
using Baton.Errors;
using Baton.Graphs;

namespace Baton.Agents.Telemetry;

/// <summary>Around the runner of agents: a span and a measurement for each visit.</summary>
/// <remarks>Safe for concurrent use.</remarks>
internal sealed class ObservedAgentRunner(IAgentRunner inner, AgentTelemetry telemetry, AgentCatalog agents, ModelCatalog models) : IAgentRunner
{
    /// <inheritdoc />
    public Fault? Check(AgentBody body, string where) => inner.Check(body, where);

    /// <inheritdoc />
    public ValueTask<object?> RunAsync(AgentBody body, AgentRequest request, NodeContext context) =>
        telemetry.IsOn ? ObservedAsync(body, request, context) : inner.RunAsync(body, request, context);

    private async ValueTask<object?> ObservedAsync(AgentBody body, AgentRequest request, NodeContext context)
    {
        var begun = Stopwatch.GetTimestamp();
        var span = Span.Inside(TelemetryNames.InvokeAgent, body.Agent);
        var totals = span is null ? null : CallTotals.Begin();
        if (span is not null) Describe(span, body.Agent, context);
        AgentTelemetry.Agent = body.Agent;
        var outcome = "ok";
        try
        {
            return await inner.RunAsync(body, request, context);
        }
        catch (Exception exception)
        {
            outcome = Span.Leave(span, exception);
            throw;
        }
        finally
        {
            Measure.Record(
                telemetry.AgentDuration, Stopwatch.GetElapsedTime(begun).TotalSeconds, new(TelemetryNames.AgentName, body.Agent), new(TelemetryNames.Outcome, outcome));
            if (span is not null) totals!.WriteTo(span);
            Span.End(span);
        }
    }

    private void Describe(Activity span, string name, NodeContext context)
    {
        span.SetTag(TelemetryNames.Operation, TelemetryNames.InvokeAgent);
        span.SetTag(TelemetryNames.AgentName, name);
        span.SetTag(TelemetryNames.Conversation, context.Run.ThreadId);
        span.SetTag(TelemetryNames.Run, context.Run.RunId.ToString());
        span.SetTag(TelemetryNames.Visit, context.Visit);
        if (agents.Find(name) is not { } agent) return;
        span.SetTag(telemetry.Names.PromptVersion, agent.PromptVersion);
        span.SetTag(TelemetryNames.CatalogModel, agent.Model);
        if (models.Find(agent.Model) is not { } model) return;
        span.SetTag(TelemetryNames.RequestModel, model.Model);
        if (telemetry.Names.AgentHasProvider) span.SetTag(TelemetryNames.Provider, model.Provider);
    }
}
