using Baton.Engine.A2A;
using Baton.Engine.Effects;
using Baton.Engine.Journal;
using Baton.Engine.Runs;
using Baton.Errors;
using Baton.Graphs;

namespace Baton.Engine.RemoteAgents;

/// <summary>Runs the nodes that call remote agents: chooses the version, calls, and falls back.</summary>
/// <remarks>Safe for concurrent use.</remarks>
internal sealed class RemoteAgentRunner(RemoteAgentRegistry agents, RemoteConnections connections)
{
    /// <summary>Asks an agent, and those it falls back to.</summary>
    /// <exception cref="RecordedFailureException">All of them failed, and that is no value of the node.</exception>
    public async ValueTask<RemoteOutcome> RunAsync(RunActivation run, VisitContext context, RemoteAgentBody body, (string Agent, RemoteRequest Request) asks)
    {
        var (agent, request) = asks;
        var failure = RemoteMessages.Fault(request) is { } fault ? new RemoteFailure(agent, "", "", ErrorCodes.RemoteRequestInvalid, fault) : null;
        var asked = new HashSet<string>(StringComparer.Ordinal);
        for (var name = failure is null ? agent : null; name is not null && asked.Add(name);)
        {
            var (outcome, fallback) = await AskAsync(run, context, name, request);
            if (outcome.Reply is not null) return outcome;
            failure ??= outcome.Failure;

            // An answer to one agent's question means nothing to another.
            name = request.Task is null ? fallback : null;
        }

        if (body.IsFailureValue) return new RemoteOutcome(null, failure);

        // A failure's own words are the agent's: they stay where the graph looks at them.
        var why = failure!.Code is ErrorCodes.RemoteTaskFailed or ErrorCodes.RemoteTaskCanceled ? "its task came to nothing." : failure.Message;
        throw new RecordedFailureException(new ErrorBody(failure.Code, nameof(RemoteCallException), $"The agent '{failure.Agent}' failed: {why}"));
    }

    private async ValueTask<(RemoteOutcome Outcome, string? Fallback)> AskAsync(RunActivation run, VisitContext context, string name, RemoteRequest request)
    {
        var target = await context.RecordAsync($"target {name}", _ => ValueTask.FromResult(Choose(run, name, request)));
        if (target is null || agents.Find(name) is not { } agent)
        {
            return (new RemoteOutcome(null, new RemoteFailure(name, target?.Version ?? "", target?.Address ?? "", ErrorCodes.RemoteAgentUnknown, $"There is no remote agent '{name}'. {agents.Known}")), target?.Fallback);
        }

        try
        {
            var connection = connections.Open(run, agent, target);
            var answer = await new RemoteCall(run, context, agent, target, connection).AskAsync(request);
            return (Outcome(target, answer), target.Fallback);
        }
        catch (RecordedFailureException failed) when (IsAgents(failed.Code))
        {
            var code = failed.Code == ErrorCodes.Transient ? ErrorCodes.RemoteAgentUnreachable : failed.Code;
            return (new RemoteOutcome(null, new RemoteFailure(name, target.Version, target.Address, code, failed.Message)), target.Fallback);
        }
    }

    private RemoteTarget? Choose(RunActivation run, string name, RemoteRequest request)
    {
        if (agents.Find(name) is not { } agent) return null;
        var version = agent.Choose(request.Choice ?? run.Row.Thread ?? run.Row.Id.ToString("D"));
        return new RemoteTarget(name, version.Name, version.Address, run.Parts.Time.GetUtcNow()) { Fallback = agent.Fallback };
    }

    private static RemoteOutcome Outcome(RemoteTarget target, RemoteAnswer answer)
    {
        if (answer.State == TaskState.Completed || answer.State.IsInterrupted())
        {
            return new RemoteOutcome(
                new RemoteReply(target.Agent, target.Version, target.Address, answer.Text)
                {
                    Data = answer.Data,
                    Files = answer.Files ?? [],
                    Task = answer.Task,
                    Conversation = answer.Conversation,
                    IsInputRequired = answer.State.IsInterrupted(),
                    Duration = answer.At - target.Began,
                },
                null);
        }

        var (code, what) = answer.State switch
        {
            TaskState.Rejected => (ErrorCodes.RemoteTaskRejected, "It refused the request"),
            TaskState.Canceled => (ErrorCodes.RemoteTaskCanceled, "Its task was cancelled"),
            _ => (ErrorCodes.RemoteTaskFailed, "Its task failed"),
        };
        return new RemoteOutcome(null, new RemoteFailure(target.Agent, target.Version, target.Address, code, answer.Text.Length > 0 ? $"{what}: {Short(answer.Text)}" : $"{what}."));
    }

    private static string Short(string text) => text.Length <= 500 ? text : text[..500] + "…";

    /// <summary>What the agent, or the way to it, has failed with; anything else is the run's own failure.</summary>
    private static bool IsAgents(string code) => code is ErrorCodes.Transient or ErrorCodes.AttemptTimeout or ErrorCodes.CircuitOpen or ErrorCodes.AddressPrivate
        or ErrorCodes.RemoteAgentTimeout or ErrorCodes.RemoteAgentRefused or ErrorCodes.RemoteAnswerInvalid or ErrorCodes.RemoteAgentUnknown;
}
