using Baton.Agents.Guardrails;
using Baton.Contracts;

namespace Baton.Agents.Loop;

/// <summary>A model's answer that the agent's guardrails let pass: it is asked again where they say so, and a person is asked where they do not know.</summary>
/// <remarks>Safe for concurrent use.</remarks>
internal sealed class AnswerStep(ModelStep model)
{
    /// <summary>How often guardrails may have a visit's model asked again.</summary>
    internal const int MaxRetries = 2;

    /// <exception cref="Errors.BatonException">The answer goes no further, or the model failed.</exception>
    public async ValueTask<ModelAnswer> AskAsync(AgentVisit visit, bool useTools)
    {
        while (true)
        {
            var answer = await model.AskAsync(visit, useTools);
            if (answer.Guardrails is not { Action: >= GuardrailAction.Flag } record) return answer;
            if (record.Action == GuardrailAction.Flag)
            {
                var decision = await VisitGuardrails.AskAsync(record, record.Held!, "output", visit.Agent.Name, visit.Context);
                return decision.Approved ? answer with { Text = decision.Text ?? record.Held! } : throw VisitGuardrails.Refused(record, visit.Agent.Name);
            }

            if (record.Action == GuardrailAction.Block || visit.GuardrailRetries == MaxRetries) throw VisitGuardrails.Blocked(record, visit.Agent.Name);
            visit.GuardrailRetries++;
            visit.AddRemark(Message.Ai("[withheld]", visit.Agent.Name));
            visit.AddRemark(Message.Human($"Your answer was withheld. {record.Decisive!.Reason} Answer again."));
        }
    }
}
