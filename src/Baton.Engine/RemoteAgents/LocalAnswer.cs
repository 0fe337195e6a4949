using System.Text.Json;
using Baton.Engine.A2A;
using Baton.Engine.Runs;
using Baton.Errors;
using Baton.Graphs;

namespace Baton.Engine.RemoteAgents;

/// <summary>What a run of this server came to, as the answer of an agent.</summary>
internal static class LocalAnswer
{
    public static RemoteAnswer Of(GraphDefinition graph, RunResult result)
    {
        var task = result.Run.Id.ToString("D");
        return result.Run.Status switch
        {
            RunStatus.Success => AnswerReader.Of(Task(TaskState.Completed) with { Artifacts = result.Output is { } output ? [OutputMapping.Artifact(graph, output, null)] : [] }),
            RunStatus.Waiting => AnswerReader.Of(Task(TaskState.InputRequired, Asked(result))),
            RunStatus.Cancelled => AnswerReader.Of(Task(TaskState.Canceled)),
            _ when result.Error?.Code == ErrorCodes.Rejected => AnswerReader.Of(Task(TaskState.Rejected, Part.OfText(result.Error.Message))),
            _ => AnswerReader.Of(Task(TaskState.Failed, Part.OfText($"The run failed ({result.Error?.Code ?? result.Run.ErrorCode})."))),
        };

        AgentTask Task(TaskState state, params IReadOnlyList<Part> says) => new(
            task,
            result.Run.Thread is { } thread ? thread[(thread.IndexOf(':', StringComparison.Ordinal) + 1)..] : task,
            new AgentTaskStatus(state) { Message = says.Count > 0 ? new AgentMessage($"{task}-says", MessageRole.Agent, says) : null });
    }

    /// <summary>The questions: texts as text, the others as data.</summary>
    private static IReadOnlyList<Part> Asked(RunResult result) =>
    [
        .. result.Tickets.Select(ticket => ticket.Value).OfType<JsonElement>()
            .Select(value => value.ValueKind == JsonValueKind.String ? Part.OfText(value.GetString()!) : Part.OfData(value)),
    ];
}
