using Baton.Agents.Guardrails;
using Baton.Agents.Prompts;
using Baton.Graphs;

namespace Baton.Agents.Loop;

/// <summary>
/// Checks what an agent is given: people's messages as input, other agents' messages and the prompt's values as hand-offs, earlier tool
/// results as such. So an agent in an inline graph, or one that another hands over to, is as guarded as the first.
/// </summary>
internal static class RequestGuard
{
    private const string Withheld = "[withheld by a guardrail]";

    /// <summary>The request as the agent may have it.</summary>
    /// <exception cref="Errors.BatonException">Something of it goes no further.</exception>
    public static async ValueTask<AgentRequest> AdmitAsync(AgentSetup setup, AgentRequest request, VisitGuardrails guardrails, NodeContext context)
    {
        if (!setup.Guardrails.Any(GuardrailBoundary.Input) && !setup.Guardrails.Any(GuardrailBoundary.Handoff) && !setup.Guardrails.Any(GuardrailBoundary.ToolResult)) return request;
        var items = Items(setup.Agent, request).Where(item => setup.Guardrails.Any(item.At)).ToList();
        if (items.Count == 0) return request;
        var record = await context.RecordAsync("guardrails.request", _ => CheckAsync(setup, request, items, guardrails, context));
        return record.Found.Count == 0 ? request : await ApplyAsync(setup.Agent, request, [.. record.Found.Select(found => (items.First(item => item.Place == found.Place), found.Decision))], context);
    }

    private static async ValueTask<RequestRecord> CheckAsync(
        AgentSetup setup, AgentRequest request, IReadOnlyList<Item> items, VisitGuardrails guardrails, NodeContext context)
    {
        // A long conversation is checked on every turn: what was found is kept, not every message that passed.
        var found = new List<RequestFinding>();
        foreach (var item in items)
        {
            var decision = await guardrails.CheckAsync(setup.Guardrails, Input(setup.Agent, request, item), context, isNew: !item.IsOld);
            if (decision.Action != GuardrailAction.Pass) found.Add(new RequestFinding(item.Place, decision));
        }

        var asked = items.SelectMany(item => setup.Guardrails.At(item.At)).Select(guardrail => guardrail.Name).Distinct(StringComparer.Ordinal);
        return new RequestRecord([.. asked], items.Count, found);
    }

    private static async ValueTask<AgentRequest> ApplyAsync(
        AgentDefinition agent, AgentRequest request, IReadOnlyList<(Item Item, GuardrailRecord Decision)> found, NodeContext context)
    {
        var messages = request.Messages.ToArray();
        var variables = new Dictionary<string, string>(request.Variables, StringComparer.Ordinal);
        foreach (var (item, record) in found)
        {
            // What stood in an earlier turn was decided then: it must not end every turn after it, and does not come back either.
            var left = item.IsOld && record.Action >= GuardrailAction.Flag
                ? Withheld
                : await VisitGuardrails.SettleAsync(record, item.Text, $"request.{item.Place}", agent.Name, context);
            if (item.Message is { } index) messages[index] = messages[index] with { Content = left };
            else variables[item.Variable!] = left;
        }

        return request with { Messages = messages, Variables = variables };
    }

    private static IEnumerable<Item> Items(AgentDefinition agent, AgentRequest request)
    {
        // The turn begins with what people wrote last; another agent may have answered since.
        var turn = request.Messages.Count;
        while (turn > 0 && request.Messages[turn - 1].Type != "human") turn--;
        while (turn > 0 && request.Messages[turn - 1].Type == "human") turn--;
        for (var index = 0; index < request.Messages.Count; index++)
        {
            var message = request.Messages[index];
            if (message.Content.Length == 0 || (message.Type == "ai" && message.Name == agent.Name)) continue;
            var at = message.Type switch
            {
                "human" => GuardrailBoundary.Input,
                "tool" => GuardrailBoundary.ToolResult,
                _ => GuardrailBoundary.Handoff,
            };
            yield return new Item(at, $"message.{index}", message.Content, index, null, index < turn);
        }

        foreach (var (name, value) in request.Variables.Where(variable => agent.Placeholders.Contains(variable.Key) && variable.Value.Length > 0))
        {
            yield return new Item(GuardrailBoundary.Handoff, $"variable.{name}", value, null, name, false);
        }
    }

    private static GuardrailInput Input(AgentDefinition agent, AgentRequest request, Item item) => new(item.At, item.Text)
    {
        Agent = agent.Name,
        Prompt = agent.Prompt,
        Variables = request.Variables,
        Given = request.Messages,
        Tool = item.At == GuardrailBoundary.ToolResult && item.Message is { } index ? request.Messages[index].Name : null,
    };

    private sealed record Item(GuardrailBoundary At, string Place, string Text, int? Message, string? Variable, bool IsOld);

    /// <summary>What was decided about a request, as the journal keeps it.</summary>
    /// <param name="Guardrails">Which guardrails were asked.</param>
    /// <param name="Checked">How many texts.</param>
    /// <param name="Found">What did not simply pass.</param>
    private sealed record RequestRecord(IReadOnlyList<string> Guardrails, int Checked, IReadOnlyList<RequestFinding> Found);

    private sealed record RequestFinding(string Place, GuardrailRecord Decision);
}
