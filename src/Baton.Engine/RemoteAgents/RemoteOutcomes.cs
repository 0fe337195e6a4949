using Baton.Engine.A2A;
using Baton.Engine.Effects;
using Baton.Errors;
using Baton.Graphs;

namespace Baton.Engine.RemoteAgents;

/// <summary>Answers and failures as the graph sees them.</summary>
internal static class RemoteOutcomes
{
    private const int MostWords = 500;

    /// <summary>What an agent's answer is.</summary>
    public static RemoteOutcome Of(RemoteTarget target, RemoteAnswer answer)
    {
        if (answer.State == TaskState.Completed || answer.State.IsInterrupted()) return new RemoteOutcome(Reply(target, answer), null);
        var (code, what) = answer.State switch
        {
            TaskState.Rejected => (ErrorCodes.RemoteTaskRejected, "It refused the request"),
            TaskState.Canceled => (ErrorCodes.RemoteTaskCanceled, "Its task was cancelled"),
            _ => (ErrorCodes.RemoteTaskFailed, "Its task failed"),
        };
        return Failed(target, code, answer.Text.Length > 0 ? $"{what}: {Short(answer.Text)}" : $"{what}.");
    }

    /// <summary>What a call that failed for good is.</summary>
    public static RemoteOutcome Of(RemoteTarget target, RecordedFailureException failed) =>
        Failed(target, failed.Code is ErrorCodes.Transient or ErrorCodes.AttemptTimeout ? ErrorCodes.RemoteAgentUnreachable : failed.Code, failed.Message);

    /// <summary>True for what the agent, or the way to it, has failed with; anything else is the run's own failure.</summary>
    public static bool IsAgents(string code) => code is ErrorCodes.Transient or ErrorCodes.AttemptTimeout or ErrorCodes.CircuitOpen or ErrorCodes.AddressPrivate
        or ErrorCodes.RemoteAgentTimeout or ErrorCodes.RemoteAgentRefused or ErrorCodes.RemoteAnswerInvalid or ErrorCodes.RemoteAgentUnknown;

    private static RemoteReply Reply(RemoteTarget target, RemoteAnswer answer) => new(target.Agent, target.Version, target.Address, answer.Text)
    {
        Data = answer.Data,
        Files = answer.Files ?? [],
        Task = answer.Task,
        Conversation = answer.Conversation,
        IsInputRequired = answer.State.IsInterrupted(),
        Duration = answer.At - target.Began,
    };

    private static RemoteOutcome Failed(RemoteTarget target, string code, string message) => new(null, new RemoteFailure(target.Agent, target.Version, target.Address, code, message));

    private static string Short(string text) => text.Length <= MostWords ? text : text[..MostWords] + "…";
}
