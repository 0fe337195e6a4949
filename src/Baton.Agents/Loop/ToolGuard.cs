using System.Text.Json;
using Baton.Agents.Guardrails;
using Baton.Agents.Knowledge;

namespace Baton.Agents.Loop;

/// <summary>Guardrails around a tool: its arguments before the call, what it gave after. What they hold back, the model is told of and may do otherwise.</summary>
/// <remarks>Safe for concurrent use.</remarks>
internal sealed class ToolGuard(AgentVisit visit, VisitGuardrails guardrails, string place)
{
    /// <summary>The call as it may be made, or the answer that the model gets instead.</summary>
    public async ValueTask<(ModelToolCall Call, ToolAnswer? Refusal)> BeforeAsync(ModelToolCall asked)
    {
        if (!visit.Guardrails.Any(GuardrailBoundary.ToolCall) || asked.Unreadable) return (asked, null);
        var text = asked.Args.GetRawText();
        var record = await visit.Context.RecordAsync(
            $"guardrails.tool_call.{place}", _ => guardrails.CheckAsync(visit.Guardrails, visit.Checked(GuardrailBoundary.ToolCall, text, asked.Args, asked.Name), visit.Context));
        if (record.Action >= GuardrailAction.Retry) return (asked, Refusal("the call was refused", record));
        var left = record.Text;
        if (record.Action == GuardrailAction.Flag)
        {
            var decision = await VisitGuardrails.AskAsync(record, record.Text ?? text, $"tool_call.{place}", visit.Agent.Name, visit.Context);
            if (!decision.Approved) return (asked, new ToolAnswer("Error: a person refused the call.", IsError: true));
            left = decision.Text ?? left;
        }

        if (left is null) return (asked, null);
        return Arguments(left) is { } arguments
            ? (asked with { Args = arguments }, null)
            : (asked, new ToolAnswer("Error: what a person or a guardrail made of the arguments is no JSON object; the call was not made.", IsError: true));
    }

    private static JsonElement? Arguments(string text)
    {
        try
        {
            var arguments = JsonSerializer.Deserialize<JsonElement>(text);
            return arguments.ValueKind == JsonValueKind.Object ? arguments : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Checks what a tool gave, as part of its call: what is held back is not recorded either.</summary>
    public async ValueTask<ToolAnswer> AfterAsync(string tool, ToolAnswer answer)
    {
        if (!visit.Guardrails.Any(GuardrailBoundary.ToolResult)) return answer;
        var record = await CheckAsync(tool, answer.Content);
        if (record.Action >= GuardrailAction.Retry && tool == KnowledgeTool.Name && await SiftAsync(answer.Content) is { } sifted)
        {
            (answer, record) = (answer with { Content = sifted.Content }, sifted.Record);
        }

        var left = record.Text ?? answer.Content;
        record = record with { Text = null };
        return record.Action switch
        {
            GuardrailAction.Retry or GuardrailAction.Block => Refusal("the tool's result was withheld", record) with { Guardrails = record },
            GuardrailAction.Flag => new ToolAnswer("", answer.IsError) { Guardrails = record with { Held = left } },
            _ => answer with { Content = left, Guardrails = record },
        };
    }

    private ValueTask<GuardrailRecord> CheckAsync(string tool, string text, bool isNew = true) =>
        guardrails.CheckAsync(visit.Guardrails, visit.Checked(GuardrailBoundary.ToolResult, text, null, tool), visit.Context, isNew);

    /// <summary>Of what was found, that which passes by itself and together: one document must not take the others with it. Null where nothing is left.</summary>
    private async ValueTask<(string Content, GuardrailRecord Record)?> SiftAsync(string content)
    {
        if (KnowledgeTool.Read(content) is not { Sources.Count: > 1 } found) return null;
        var (left, withheld) = (new List<KnowledgeSource>(), new List<string>());
        foreach (var source in found.Sources)
        {
            if ((await CheckAsync(KnowledgeTool.Name, KnowledgeTool.Write(source), isNew: false)).Action < GuardrailAction.Retry) left.Add(source);
            else withheld.Add(source.Cite);
        }

        if (left.Count == 0 || withheld.Count == 0) return null;
        var sifted = KnowledgeTool.Write(new KnowledgeResult(left) { Withheld = withheld, Note = "What is withheld did not pass a check. Go on without it." });
        var record = await CheckAsync(KnowledgeTool.Name, sifted, isNew: false);
        if (record.Action >= GuardrailAction.Retry) return null;
        visit.Context.Emit(new { knowledge = "withheld", agent = visit.Agent.Name, sources = withheld });
        return (sifted, record);
    }

    /// <summary>What the model gets of a recorded result: one that a person gave in the tool's place is checked here, a flagged one waits.</summary>
    public async ValueTask<ToolAnswer> SettleAsync(string tool, ToolAnswer answer)
    {
        if (answer.Guardrails is null && visit.Guardrails.Any(GuardrailBoundary.ToolResult))
        {
            answer = await visit.Context.RecordAsync($"guardrails.tool_result.{place}", _ => AfterAsync(tool, answer));
        }

        if (answer.Guardrails is not { Action: GuardrailAction.Flag, Held: { } held } record) return answer;
        var decision = await VisitGuardrails.AskAsync(record, held, $"tool_result.{place}", visit.Agent.Name, visit.Context);
        return decision.Approved
            ? answer with { Content = decision.Text ?? held }
            : new ToolAnswer("Error: a person withheld the tool's result.", IsError: true);
    }

    private static ToolAnswer Refusal(string what, GuardrailRecord record) =>
        new($"Error: {what} (guardrail {record.Decisive!.Guardrail}). {record.Decisive.Reason}", IsError: true);
}
