using System.Text.Json;
using Baton.Agents.Guardrails;
using Baton.Errors;
using Baton.Graphs;

namespace Baton.Agents.Loop;

/// <summary>
/// Guardrails at the boundaries of a visit. A decision is recorded where it is made (with the result of the call that it is about, or as a
/// value of the visit), and what is recorded is not decided again.
/// </summary>
/// <remarks>Safe for concurrent use.</remarks>
internal sealed class VisitGuardrails(GuardrailRunner runner)
{
    /// <summary>Checks one text, and writes an event where something was found in a new one.</summary>
    public async ValueTask<GuardrailRecord> CheckAsync(GuardrailSet guardrails, GuardrailInput input, NodeContext context, bool isNew = true)
    {
        var record = await runner.RunAsync(guardrails.At(input.At), input with { Run = context.Run }, context.Cancellation);
        foreach (var check in record.Checks.Where(check => isNew && check.Action != GuardrailAction.Pass))
        {
            context.Emit(new { guardrail = check.Guardrail, at = input.At, action = check.Action, agent = input.Agent, tool = input.Tool, findings = check.Findings });
        }

        return record;
    }

    /// <summary>The text that goes on, of one that was checked.</summary>
    /// <param name="record">What was decided.</param>
    /// <param name="text">The text.</param>
    /// <param name="name">A name of this text, unique among those that the visit asks about at once.</param>
    /// <param name="agent">The agent.</param>
    /// <param name="context">The visit.</param>
    /// <exception cref="BatonException">It goes no further.</exception>
    public static async ValueTask<string> SettleAsync(GuardrailRecord record, string text, string name, string agent, NodeContext context)
    {
        if (record.Action >= GuardrailAction.Retry) throw Blocked(record, agent);
        var left = record.Text ?? text;
        if (record.Action != GuardrailAction.Flag) return left;
        var answer = await AskAsync(record, left, name, agent, context);
        return answer.Approved ? answer.Text ?? left : throw Refused(record, agent);
    }

    /// <summary>Asks a person about a flagged text, however long that takes.</summary>
    public static ValueTask<GuardrailAnswer> AskAsync(GuardrailRecord record, string text, string name, string agent, NodeContext context)
    {
        var check = record.Decisive!;
        return context.AskAsync<GuardrailAnswer>(new Question(
            $"guardrail.{name}",
            new { question = "May this go on?", guardrail = check.Guardrail, at = record.At, agent, reason = check.Reason, findings = check.Findings, text }));
    }

    public static BatonException Blocked(GuardrailRecord record, string agent) => Blocked(record, agent, record.Decisive is { Failed: true }
        ? "failed, which counts as blocked; the server's log names the failure"
        : "blocked it");

    public static BatonException Refused(GuardrailRecord record, string agent) => Blocked(record, agent, "asked a person, who refused it");

    private static BatonException Blocked(GuardrailRecord record, string agent, string what)
    {
        var check = record.Decisive!;
        var findings = check.Findings is { Count: > 0 } found ? $" ({string.Join(", ", found.Select(pair => $"{pair.Key} {pair.Value}"))})" : "";
        return new BatonException(
            ErrorCodes.GuardrailBlocked,
            $"What stood at the boundary '{JsonNamingPolicy.SnakeCaseLower.ConvertName(record.At.ToString())}' of agent '{agent}' goes no further: " +
            $"guardrail '{check.Guardrail}' {what}{findings}. Handle it with .OnError(node), or see the run's journal.");
    }
}
