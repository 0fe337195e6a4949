using System.Text.Json;
using Baton.Agents.Loop;
using Baton.Contracts;

namespace Baton.Agents.Knowledge;

/// <summary>
/// Begins a visit with a search where the agent's file says <c>mode: always</c>: as if the model had asked for it, through the same step as every tool
/// call. So it is journaled, checked by guardrails and a source like any other.
/// </summary>
internal static class KnowledgeLead
{
    /// <summary>The model's own steps count from 1.</summary>
    private const int Step = 0;

    public static async ValueTask BeginAsync(AgentVisit visit, ToolStep tools)
    {
        if (visit.Agent.Knowledge is not { Always: true } || visit.Question is not { Length: > 0 } question) return;
        var call = new ModelToolCall("knowledge_0", KnowledgeTool.Name, JsonSerializer.SerializeToElement(new { query = question }));
        visit.Ceilings.CheckToolCalls(1);
        visit.Add(Message.Ai("", visit.Agent.Name) with { ToolCalls = [new MessageToolCall(call.Id, call.Name, call.Args)] });
        var results = await tools.CallAsync(visit, Step, [call]);
        visit.Add(new Message("tool", results[0].Content) { Name = call.Name, ToolCallId = call.Id });
    }
}
