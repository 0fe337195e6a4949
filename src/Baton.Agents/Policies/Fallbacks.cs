using System.Text.Json;
using Baton.Contracts;
using Baton.Errors;
using Baton.Graphs;

namespace Baton.Agents.Policies;

/// <summary>Has the fallback of an agent answer in its place: a rule, or another agent in the same visit.</summary>
/// <remarks>Safe for concurrent use.</remarks>
internal sealed class Fallbacks(PolicyCatalog policies)
{
    /// <exception cref="BatonException">The fallback failed too, or is gone.</exception>
    public async ValueTask<object?> AnswerAsync(PolicyVisit visit, AgentFailure failure)
    {
        var (agent, name) = (visit.Agent.Name, visit.Agent.Policies.Fallback!);
        await visit.Context.RecordAsync("policy.fallback", _ =>
        {
            visit.Context.Emit(new { policy = "fallback", agent, fallback = name, code = failure.Code });
            return ValueTask.FromResult(new FallbackRecord(agent, name, failure.Code, failure.Reason));
        });
        return policies.Rule(name) is { } rule
            ? await AnswerAsync(rule, visit, failure)
            : await visit.Other(name, new ScopedContext(visit.Context, $"fallback.{name}", agent));
    }

    private static async ValueTask<object?> AnswerAsync(FallbackRule rule, PolicyVisit visit, AgentFailure failure)
    {
        if (rule.Output != visit.Output)
        {
            throw new BatonException(ErrorCodes.FallbackInvalid, $"The visit began with a fallback '{rule.Name}' that answers in the agent's form; now it answers with {rule.Output.Name}. Bring it back, or start the run anew.");
        }

        var answer = await visit.Context.EffectAsync(
            $"fallback.{rule.Name}",
            _ => ValueTask.FromResult(Ask(rule, visit, failure)),
            new EffectOptions { Request = JsonSerializer.SerializeToElement(new { agent = visit.Agent.Name, fallback = rule.Name, code = failure.Code }, BatonJson.Options) });
        return answer.Value.Deserialize(visit.Output, BatonJson.Options);
    }

    private static FallbackAnswer Ask(FallbackRule rule, PolicyVisit visit, AgentFailure failure)
    {
        var context = new FallbackContext(visit.Agent.Name, failure.Code, failure.Reason, visit.Context.Run);
        var value = rule.Answer(visit.Request, context) ?? throw new PermanentException($"The fallback '{rule.Name}' gave no answer.");
        return new FallbackAnswer(visit.Agent.Name, rule.Name, JsonSerializer.SerializeToElement(value, rule.Output, BatonJson.Options));
    }

    /// <summary>That a fallback answers, as the journal keeps it.</summary>
    private sealed record FallbackRecord(string Agent, string Fallback, string Code, string Reason);

    /// <summary>What a rule answered: the result of its effect.</summary>
    /// <param name="FallbackFor">The agent in whose place it answered.</param>
    /// <param name="Fallback">The rule.</param>
    /// <param name="Value">The answer.</param>
    private sealed record FallbackAnswer(string FallbackFor, string Fallback, JsonElement Value);
}
