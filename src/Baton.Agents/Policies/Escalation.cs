using System.Text.Json;
using System.Text.Json.Nodes;
using Baton.Agents.Loop;
using Baton.Contracts;
using Baton.Graphs;

namespace Baton.Agents.Policies;

/// <summary>The question to a person about an agent that failed too often in a row.</summary>
internal static class Escalation
{
    private const string Name = "escalation";

    /// <summary>Asks, however long that takes.</summary>
    public static ValueTask<EscalationAnswer> AskAsync(PolicyVisit visit, AgentFailure failure, int count, string? wrong)
    {
        var agent = visit.Agent;
        return visit.Context.AskAsync<EscalationAnswer>(new Question(Name, new
        {
            question = $"Agent '{agent.Name}' failed in {count} visits in a row. How shall it go on?",
            agent = agent.Name,
            failures = count,
            code = failure.Code,
            reason = failure.Reason,
            fallback = agent.Policies.Fallback,
            answer_schema = Schema(visit.Output),
            wrong,
        })
        {
            Schema = Schema(hasFallback: agent.Policies.Fallback is not null),
        });
    }

    /// <summary>Reads a person's answer as the agent's; <paramref name="wrong"/> says why it cannot be read.</summary>
    public static bool TryRead(JsonElement? answer, Type output, out object? value, out string? wrong)
    {
        (value, wrong) = (null, null);
        if (answer is not { ValueKind: not JsonValueKind.Null } given) wrong = "'answer' is missing.";
        else if (output != typeof(string))
        {
            (value, var faults) = AnswerFormat.Of(output).Read(given.GetRawText());
            if (faults.Count > 0) wrong = string.Join(' ', faults);
        }
        else if (given.ValueKind == JsonValueKind.String) value = given.GetString();
        else wrong = "'answer' must be text.";

        return wrong is null;
    }

    private static JsonElement Schema(Type output) =>
        output == typeof(string) ? JsonSerializer.SerializeToElement(new { type = "string" }) : Contract.Of(output).Schema;

    private static JsonElement Schema(bool hasFallback)
    {
        var actions = new JsonArray("answer", "retry", "fail");
        if (hasFallback) actions.Add((JsonNode)"fallback");
        return JsonSerializer.SerializeToElement(new JsonObject
        {
            ["type"] = "object",
            ["properties"] = new JsonObject { ["action"] = new JsonObject { ["enum"] = actions }, ["answer"] = new JsonObject(), ["comment"] = new JsonObject { ["type"] = "string" } },
            ["required"] = new JsonArray("action"),
        });
    }
}
