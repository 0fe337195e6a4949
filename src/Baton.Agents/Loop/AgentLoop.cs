using Baton.Agents.Knowledge;
using Baton.Contracts;
using Baton.Errors;
using Baton.Graphs;

namespace Baton.Agents.Loop;

/// <summary>
/// An agent's loop: ask the model, call the tools it asks for, ask again, until it answers. Its state is the conversation, which follows
/// from the visit's recorded effects alone, so after a crash it is where it was.
/// </summary>
/// <remarks>Safe for concurrent use.</remarks>
internal sealed class AgentLoop(AnswerStep model, ToolStep toolStep)
{
    /// <summary>How many answers of a visit may ask for tools; then the model is asked once more and may use none.</summary>
    internal const int MaxToolSteps = 40;

    /// <summary>How many answers in a row may lead to a failing tool.</summary>
    internal const int MaxFailingSteps = 3;

    /// <summary>Runs an agent to its answer.</summary>
    /// <exception cref="BatonException">It failed for good.</exception>
    public async ValueTask<object?> RunAsync(AgentSetup setup, AgentRequest admitted, NodeContext context)
    {
        var visit = new AgentVisit(setup, admitted, context);
        var answer = await AnswerAsync(visit);
        if (visit.Format is null) return answer.Text;
        var (value, faults) = visit.Format.Read(answer.Text);
        return faults.Count == 0 ? value : await RepairAsync(visit, answer, faults);
    }

    private async ValueTask<ModelAnswer> AnswerAsync(AgentVisit visit)
    {
        await KnowledgeLead.BeginAsync(visit, toolStep);
        var failing = 0;
        for (var step = 1; step <= MaxToolSteps; step++)
        {
            var answer = await model.AskAsync(visit, useTools: true);
            if (answer.ToolCalls.Count == 0) return answer;
            visit.Add(Message.Ai(answer.Text, visit.Agent.Name) with
            {
                ToolCalls = [.. answer.ToolCalls.Select(call => new MessageToolCall(call.Id, call.Name, call.Args))],
            });
            visit.Ceilings.CheckToolCalls(answer.ToolCalls.Count);
            var results = await toolStep.CallAsync(visit, step, answer.ToolCalls);
            for (var index = 0; index < results.Length; index++)
            {
                var call = answer.ToolCalls[index];
                visit.Add(new Message("tool", results[index].Content) { Name = call.Name, ToolCallId = call.Id });
            }

            failing = Array.Exists(results, result => result.IsError) ? failing + 1 : 0;
            if (failing > MaxFailingSteps)
            {
                throw new PermanentException(
                    $"Agent '{visit.Agent.Name}' called tools that failed {failing} times in a row. See the tool results in the run's journal.");
            }
        }

        return await model.AskAsync(visit, useTools: false);
    }

    private async ValueTask<object?> RepairAsync(AgentVisit visit, ModelAnswer answer, IReadOnlyList<string> faults)
    {
        visit.Add(Message.Ai(answer.Text, visit.Agent.Name));
        visit.Add(Message.Human(
            $"Your answer does not have the required form:\n- {string.Join("\n- ", faults)}\n" +
            "Answer again, with the corrected JSON object and nothing else."));
        var repaired = await model.AskAsync(visit, useTools: false);
        var (value, remaining) = visit.Format!.Read(repaired.Text);
        if (remaining.Count == 0) return value;
        var invalid = new ValidationException(
            ErrorCodes.AgentAnswerInvalid,
            $"The answer of agent '{visit.Agent.Name}'",
            [.. remaining.Select(fault => new Fault(ErrorCodes.AgentAnswerInvalid, visit.Agent.Output!, fault))]);
        throw new PermanentException(
            $"The answer of agent '{visit.Agent.Name}' does not fit {visit.Agent.Output}, nor did the repaired one " +
            $"({ErrorCodes.AgentAnswerInvalid}): {string.Join(' ', remaining)}",
            invalid);
    }
}
