using System.Text.Json;
using Baton.Engine.A2A;
using Baton.Engine.Circuits;
using Baton.Engine.Effects;
using Baton.Engine.Journal;
using Baton.Engine.Runs;
using Baton.Errors;
using Baton.Graphs;
using Baton.Policies;

namespace Baton.Engine.RemoteAgents;

/// <summary>
/// One agent's part in a visit: the message is one effect, whose result names the task; waiting for the task's rest is another. After a crash
/// the message is sent again where its task is not known, under its id, and otherwise the task is asked for. What takes longer than the
/// agent's time is looked at now and then, and the run sleeps in between.
/// </summary>
internal sealed class RemoteCall(RunActivation run, VisitContext context, RemoteAgent agent, RemoteTarget target, (IRemoteConnection Connection, Circuit Circuit) way)
{
    private static readonly TimeSpan FirstGap = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestGap = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);
    private readonly JsonElement _about = JsonBytes.From(new { agent = target.Agent, version = target.Version });
    private int _failed;

    /// <summary>True once the agent was really called in this activation: what comes from the journal alone was counted before.</summary>
    public bool WasCalled { get; private set; }

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
        var said = new { text = request.Text, data = request.Data, task = request.Task, conversation = request.Conversation };
        var end = MaySleep ? target.Began + agent.MaxWait : run.Parts.Time.GetUtcNow() + agent.Timeout;
        var answer = await EffectAsync("send", said, call => SendAsync(call, request, end, patience.Token));
        if (!answer.Rests()) answer = await EffectAsync("await", new { task = answer.Task }, call => AwaitAsync(call, answer.Task!, patience.Token));
        return answer.Rests() ? answer : await SleepAsync(answer.Task!);
    }

    private ValueTask<RemoteAnswer> EffectAsync(string verb, object arguments, Func<EffectCall, ValueTask<RemoteAnswer>> call) => context.EffectAsync(
        $"{verb} {agent.Name}",
        async effect =>
        {
            WasCalled = true;
            return await call(effect) with { At = run.Parts.Time.GetUtcNow() };
        },
        new EffectOptions { Arguments = arguments, Request = _about, Retry = RetryPolicy.Default with { Attempts = 1 + agent.Retries, MaxDelay = TimeSpan.FromSeconds(5) } });

    private async ValueTask<RemoteAnswer> SendAsync(EffectCall call, RemoteRequest request, DateTimeOffset end, CancellationToken patience)
    {
        var sending = new RemoteSending(RemoteMessages.Of(call.Key, request), call.Repeated, patience);
        try
        {
            return await PatientlyAsync(call, token => way.Connection.SendAsync(sending, token), patience);
        }
        catch (BatonException exception) when (way.Connection.Begun is not null && (exception is TransientException || (MaySleep && exception.Code == ErrorCodes.RemoteAgentTimeout)))
        {
            return new RemoteAnswer(TaskState.Working) { Task = way.Connection.Begun };
        }
        catch (TransientException exception) when (exception.RetryAfter is { } wait && run.Parts.Time.GetUtcNow() + wait > end)
        {
            throw new RemoteCallException(ErrorCodes.RemoteAgentTimeout, $"The agent is to be asked again in {wait.TotalSeconds:0} s, which is later than its answer is waited for.", exception);
        }
        catch (Exception exception) when (way.Connection.Begun is not null && (exception is RemoteCallException || (exception is OperationCanceledException && !run.Parts.IsDraining)))
        {
            await RemoteEnds.TellAsync(way.Connection, way.Connection.Begun!, run.Parts.Time);
            throw;
        }
    }

    private async ValueTask<RemoteAnswer> AwaitAsync(EffectCall call, string task, CancellationToken patience)
    {
        try
        {
            return await StubbornlyAsync(call, task, patience);
        }
        catch (RemoteCallException late) when (MaySleep && late.Code == ErrorCodes.RemoteAgentTimeout)
        {
            return new RemoteAnswer(TaskState.Working) { Task = task };
        }
        catch (Exception exception) when (exception is RemoteCallException || (exception is OperationCanceledException && !run.Parts.IsDraining))
        {
            await RemoteEnds.TellAsync(way.Connection, task, run.Parts.Time);
            throw;
        }
    }

    /// <summary>Waits for a task as long as there is patience: it goes on, whether or not it can be asked for.</summary>
    private async ValueTask<RemoteAnswer> StubbornlyAsync(EffectCall call, string task, CancellationToken patience)
    {
        while (true)
        {
            try
            {
                return await PatientlyAsync(call, token => way.Connection.AwaitAsync(task, token), patience);
            }
            catch (BatonException exception) when (exception is TransientException or CallHeldException)
            {
                if (patience.IsCancellationRequested) throw RemoteCallException.TooLate(agent.Timeout);
                await Task.Delay(Pause, run.Parts.Time, call.Cancellation);
            }
        }
    }

    /// <summary>Makes a call through the agent's circuit, within the time that there is for an answer: too slow is a failure of the agent's.</summary>
    private async ValueTask<RemoteAnswer> PatientlyAsync(EffectCall call, Func<CancellationToken, ValueTask<RemoteAnswer>> make, CancellationToken patience)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(call.Cancellation, patience);
        try
        {
            return await way.Circuit.RunAsync(() => make(over.Token), mayWait: MaySleep && target.Fallback is null, () => call.Cancellation.IsCancellationRequested, over.Token);
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested && !call.Cancellation.IsCancellationRequested)
        {
            throw RemoteCallException.TooLate(agent.Timeout);
        }
    }

    private bool MaySleep => agent.MaxWait > agent.Timeout && run.Journal.Resumable;

    /// <summary>Looks at the task now and then, less and less often, until it rests or all its time is up.</summary>
    private async ValueTask<RemoteAnswer> SleepAsync(string task)
    {
        var end = target.Began + agent.MaxWait;
        for (var gap = FirstGap; ; gap = gap + gap < LongestGap ? gap + gap : LongestGap)
        {
            var next = run.Parts.Time.GetUtcNow() + gap;
            await context.WaitAsync(new TicketWish(TicketKind.Remote, agent.Name)
            {
                Deadline = next < end ? next : end,
                Value = JsonBytes.From(new RemoteWait(target.Agent, target.Version, target.Address, task)),
            });
            var answer = await EffectAsync("look", new { task }, call => LookAsync(call, task));
            if (answer.Rests()) return answer;
            if (answer.At < end) continue;
            await RemoteEnds.TellAsync(way.Connection, task, run.Parts.Time);
            throw new RecordedFailureException(new ErrorBody(ErrorCodes.RemoteAgentTimeout, nameof(RemoteCallException), RemoteCallException.TooLate(agent.MaxWait).Message));
        }
    }

    /// <summary>Looks once, within the agent's time. Where only the look fails, the task is taken to be as it was: the next look tells.</summary>
    private async ValueTask<RemoteAnswer> LookAsync(EffectCall call, string task)
    {
        using var limit = new CancellationTokenSource(agent.Timeout, run.Parts.Time);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(call.Cancellation, limit.Token);
        try
        {
            return await way.Connection.GetAsync(task, over.Token);
        }
        catch (Exception exception) when (exception is TransientException || (exception is OperationCanceledException && !call.Cancellation.IsCancellationRequested))
        {
            return new RemoteAnswer(TaskState.Working) { Task = task };
        }
        catch (RemoteCallException)
        {
            await RemoteEnds.TellAsync(way.Connection, task, run.Parts.Time);
            throw;
        }
    }
}

/// <summary>What a run that sleeps waits for, in its ticket.</summary>
/// <param name="Agent">The agent.</param>
/// <param name="Version">Its version.</param>
/// <param name="Address">Where it answers.</param>
/// <param name="Task">The task.</param>
internal sealed record RemoteWait(string Agent, string Version, string Address, string Task);
