using Baton.Engine.Circuits;
using Baton.Engine.Effects;
using Baton.Engine.Journal;
using Baton.Engine.Runs;
using Baton.Errors;
using Baton.Graphs;

namespace Baton.Engine.RemoteAgents;

/// <summary>Runs the nodes that call remote agents: chooses the version, calls, and falls back.</summary>
/// <remarks>Safe for concurrent use.</remarks>
internal sealed class RemoteAgentRunner(RemoteAgentRegistry agents, RemoteConnections connections, CircuitSet circuits, RemoteHealth health)
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

    /// <summary>Tells an agent that a run no longer waits for a task.</summary>
    public async Task CancelAsync(RunActivation run, RemoteWait wait)
    {
        if (agents.Find(wait.Agent) is not { } agent) return;
        await using var connection = Open(run, agent, wait.Address);
        await RemoteEnds.TellAsync(connection, wait.Task, run.Parts.Time);
    }

    private async ValueTask<(RemoteOutcome Outcome, string? Fallback)> AskAsync(RunActivation run, VisitContext context, string name, RemoteRequest request)
    {
        var target = await context.RecordAsync($"target {name}", _ => ValueTask.FromResult(Choose(run, name, request)));
        if (target is null || agents.Find(name) is not { } agent)
        {
            var unknown = new RemoteFailure(name, target?.Version ?? "", target?.Address ?? "", ErrorCodes.RemoteAgentUnknown, $"There is no remote agent '{name}'. {agents.Known}");
            return (new RemoteOutcome(null, unknown), target?.Fallback);
        }

        using var seen = RemoteObservation.Begin(target, request);
        await using var connection = Open(run, agent, target.Address);
        var call = new RemoteCall(run, context, agent, target, (connection, circuits.Of(CircuitKind.RemoteAgent, $"{target.Agent}/{target.Version}")));
        RemoteOutcome outcome;
        try
        {
            outcome = RemoteOutcomes.Of(target, await call.AskAsync(request));
        }
        catch (RecordedFailureException failed) when (RemoteOutcomes.IsAgents(failed.Code))
        {
            outcome = RemoteOutcomes.Of(target, failed);
        }
        catch (Exception exception)
        {
            seen.Left(exception);
            throw;
        }

        if (call.WasCalled)
        {
            seen.Ended(outcome, run.Parts.Time.GetUtcNow() - target.Began);
            health.Note(target, outcome.Failure, run.Parts.Time.GetUtcNow());
        }

        return (outcome, target.Fallback);
    }

    private IRemoteConnection Open(RunActivation run, RemoteAgent agent, string address) =>
        connections.Open(run.Parts.Store, new LocalCaller(run.Row.Tenant, run.Row.Id, run.Ledger.Started!.Deadline), agent, address);

    private RemoteTarget? Choose(RunActivation run, string name, RemoteRequest request)
    {
        if (agents.Find(name) is not { } agent) return null;
        var version = agent.Choose(request.Choice ?? run.Row.Thread ?? run.Row.Id.ToString("D"));
        return new RemoteTarget(name, version.Name, version.Address, run.Parts.Time.GetUtcNow()) { Fallback = agent.Fallback };
    }
}
