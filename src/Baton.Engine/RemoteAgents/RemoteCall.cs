using System.Text.Json;
using Baton.Contracts;
using Baton.Engine.A2A;
using Baton.Engine.Effects;
using Baton.Engine.Journal;
using Baton.Engine.Runs;
using Baton.Errors;
using Baton.Graphs;
using Baton.Policies;

namespace Baton.Engine.RemoteAgents;

/// <summary>
/// One agent's part in a visit: the message is one effect, whose result names the task; waiting for the task's rest is another. After a crash
/// the message is sent again where its task is not known, under its id, and otherwise the task is asked for.
/// </summary>
internal sealed class RemoteCall(RunActivation run, VisitContext context, RemoteAgent agent, RemoteTarget target, IRemoteConnection connection)
{
    private readonly JsonElement _about = JsonBytes.From(new { agent = target.Agent, version = target.Version });

    /// <summary>How often a task of this agent has failed in this activation, or is known to have failed before.</summary>
    private int _failed;

    /// <summary>Asks until there is an answer, or the node's tries of failed tasks are used up.</summary>
    /// <exception cref="BatonException">It could not be asked.</exception>
    public async ValueTask<RemoteAnswer> AskAsync(RemoteRequest request)
    {
        while (true)
        {
            var answer = await OnceAsync(request);

            // A further try of the node is a task of its own: the one that failed stays failed, whoever asks for it.
            if (answer.State is not (TaskState.Failed or TaskState.Canceled) || ++_failed >= context.Attempt) return answer;
        }
    }

    private async ValueTask<RemoteAnswer> OnceAsync(RemoteRequest request)
    {
        using var patience = new CancellationTokenSource(agent.Timeout, run.Parts.Time);
        var sent = await context.EffectAsync(
            $"send {agent.Name}", call => SendAsync(call, request, patience.Token), Options(new { text = request.Text, data = request.Data, task = request.Task }));
        if (sent.Rests()) return sent;
        return await context.EffectAsync($"await {agent.Name}", call => AwaitAsync(call, sent.Task!, patience.Token), Options(new { task = sent.Task }));
    }

    private EffectOptions Options(object arguments) => new()
    {
        Arguments = arguments,
        Request = _about,
        Retry = RetryPolicy.Default with { Attempts = 1 + agent.Retries, MaxDelay = TimeSpan.FromSeconds(5) },
    };

    private async ValueTask<RemoteAnswer> SendAsync(EffectCall call, RemoteRequest request, CancellationToken patience)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(call.Cancellation, patience);
        try
        {
            var answer = await connection.SendAsync(new RemoteSending(RemoteMessages.Of(call.Key, request), call.Repeated, patience), over.Token);
            return Heard(answer);
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested && !call.Cancellation.IsCancellationRequested)
        {
            throw RemoteCallException.TooLate(agent.Timeout);
        }
    }

    private async ValueTask<RemoteAnswer> AwaitAsync(EffectCall call, string task, CancellationToken patience)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(call.Cancellation, patience);
        try
        {
            return Heard(await connection.AwaitAsync(task, over.Token));
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested && !call.Cancellation.IsCancellationRequested)
        {
            await CancelAsync(task);
            throw RemoteCallException.TooLate(agent.Timeout);
        }
        catch (OperationCanceledException) when (!run.Parts.IsDraining)
        {
            await CancelAsync(task);
            throw;
        }
    }

    private RemoteAnswer Heard(RemoteAnswer answer) => answer with { At = run.Parts.Time.GetUtcNow() };

    /// <summary>Nobody waits for the task any more: tells the agent, as far as that goes.</summary>
    private async ValueTask CancelAsync(string task)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(3), run.Parts.Time);
        try
        {
            await connection.CancelAsync(task, limit.Token);
        }
        catch (Exception)
        {
            // It ends by itself, or goes on for nothing; what is being ended here ends all the same.
        }
    }
}
