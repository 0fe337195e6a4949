using Baton.Engine.A2A;
using Baton.Errors;

namespace Baton.Engine.RemoteAgents;

/// <summary>An agent over HTTP.</summary>
/// <remarks>Belongs to one call: it keeps the stream that its message opened.</remarks>
internal sealed class HttpConnection(Func<CancellationToken, ValueTask<RemoteRoute>> route, TimeProvider time) : IRemoteConnection
{
    private const int MostFailedLooks = 5;
    private const int MostSubscriptions = 3;
    private static readonly TimeSpan FirstGap = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestGap = TimeSpan.FromSeconds(1);
    private (TaskStream Stream, TaskFold Fold)? _open;

    public string? Begun => _open?.Fold.Task.Id;

    public async ValueTask<RemoteAnswer> SendAsync(RemoteSending sending, CancellationToken cancellation)
    {
        await CloseAsync();
        var (link, streams) = await route(cancellation);
        if (streams) return await StreamAsync(link, sending.Message, sending.Patience, cancellation);
        var sent = await link.SendAsync(sending.Message, cancellation);
        return sent.Message is { } message ? AnswerReader.Of(message) : AnswerReader.Of(sent.Task);
    }

    public async ValueTask<RemoteAnswer> AwaitAsync(string task, CancellationToken cancellation)
    {
        var (link, streams) = await route(cancellation);
        var subscriptions = streams ? 0 : MostSubscriptions;
        while (true)
        {
            if (_open is { } open && await FollowAsync(open.Stream, open.Fold, cancellation) is { } followed) return followed;
            await CloseAsync();

            // Nobody knows what a lost stream would have brought: the task does.
            var looked = await LookAsync(link, task, cancellation);
            if (AnswerReader.Of(looked) is { } answer && answer.Rests()) return answer;
            if (subscriptions++ >= MostSubscriptions) return await PollAsync(link, task, cancellation);
            await SubscribeAsync(link, looked, cancellation);
        }
    }

    public async ValueTask<RemoteAnswer> GetAsync(string task, CancellationToken cancellation) =>
        AnswerReader.Of(await (await route(cancellation)).Link.GetAsync(task, cancellation));

    public async ValueTask CancelAsync(string task, CancellationToken cancellation) => await (await route(cancellation)).Link.CancelAsync(task, cancellation);

    public ValueTask DisposeAsync() => CloseAsync();

    /// <summary>Sends as a stream, and comes back with its first event: the task's id must be kept before it is waited for.</summary>
    private async ValueTask<RemoteAnswer> StreamAsync(RemoteLink link, AgentMessage message, CancellationToken patience, CancellationToken cancellation)
    {
        // The stream lives on when this try has ended well: it is read with the patience that there is for the answer.
        var stream = await link.OpenAsync(link.Wire.Send(message, asStream: true), patience).AsTask().WaitAsync(cancellation);
        try
        {
            var first = await stream.NextAsync().AsTask().WaitAsync(cancellation) ?? throw new TransientException("The agent's stream broke off before it began.");
            if (first.Message is { } whole) return AnswerReader.Of(whole);
            var fold = new TaskFold(TaskOf(first));
            var answer = AnswerReader.Of(fold.Task);

            // A task that is answered begins as it was: it still asks.
            var stillAsks = message.TaskId is not null && answer.State.IsInterrupted();
            if (answer.Rests() && !stillAsks) return answer;
            _open = (stream, fold);
            return stillAsks ? new RemoteAnswer(TaskState.Working) { Task = answer.Task, Conversation = answer.Conversation } : answer;
        }
        finally
        {
            if (_open?.Stream != stream) await stream.DisposeAsync();
        }
    }

    private static AgentTask TaskOf(StreamEvent first) => first switch
    {
        { Task: { } task } => task,
        { StatusUpdate: { TaskId.Length: > 0, Status: not null } update } => new AgentTask(update.TaskId, update.ContextId, update.Status),
        _ => throw RemoteCallException.Invalid("its stream does not begin with a task or a message"),
    };

    /// <summary>Follows the stream until the task rests; null where it ends before that.</summary>
    private static async ValueTask<RemoteAnswer?> FollowAsync(TaskStream stream, TaskFold fold, CancellationToken cancellation)
    {
        while (await stream.NextAsync().AsTask().WaitAsync(cancellation) is { } happened)
        {
            fold.Take(happened);
            if (AnswerReader.Of(fold.Task) is { } answer && answer.Rests()) return answer;
        }

        return null;
    }

    private async ValueTask SubscribeAsync(RemoteLink link, AgentTask task, CancellationToken cancellation)
    {
        try
        {
            _open = (await link.OpenAsync(link.Wire.Subscribe(task.Id), cancellation), new TaskFold(task));
        }
        catch (BatonException exception) when (exception is TransientException or RemoteCallException { Code: ErrorCodes.RemoteAgentRefused })
        {
            // It rests by now, or cannot be followed: looking tells.
        }
    }

    private async ValueTask<RemoteAnswer> PollAsync(RemoteLink link, string task, CancellationToken cancellation)
    {
        for (var gap = FirstGap; ; gap = gap + gap < LongestGap ? gap + gap : LongestGap)
        {
            await Task.Delay(gap, time, cancellation);
            if (AnswerReader.Of(await LookAsync(link, task, cancellation)) is { } answer && answer.Rests()) return answer;
        }
    }

    /// <summary>Looks at the task. It goes on where only the look fails.</summary>
    private async ValueTask<AgentTask> LookAsync(RemoteLink link, string task, CancellationToken cancellation)
    {
        for (var failed = 1; ; failed++)
        {
            try
            {
                return await link.GetAsync(task, cancellation);
            }
            catch (TransientException) when (failed < MostFailedLooks)
            {
                await Task.Delay(FirstGap * Math.Pow(2, failed), time, cancellation);
            }
        }
    }

    private async ValueTask CloseAsync()
    {
        if (_open is not { } open) return;
        _open = null;
        await open.Stream.DisposeAsync();
    }
}

/// <summary>How an agent is reached.</summary>
/// <param name="Link">Requests to it.</param>
/// <param name="Streams">True where it streams.</param>
internal sealed record RemoteRoute(RemoteLink Link, bool Streams);
