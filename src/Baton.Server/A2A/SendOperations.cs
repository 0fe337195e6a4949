using System.Runtime.CompilerServices;
using Baton.Engine.A2A;
using Baton.Engine.Runs;
using Baton.Engine.Stores;
using Baton.Server.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Baton.Server.A2A;

/// <summary>Sending messages, with an answer in one piece or as a stream.</summary>
/// <remarks>Safe for concurrent use.</remarks>
internal sealed class SendOperations(TaskStart start, TaskReader reader, TaskEvents events, RestWait rest, PushConfigReader push, IOptions<A2AOptions> options)
{
    public async ValueTask<object?> SendAsync(A2ACall call, Fields parameters)
    {
        var order = SendOrder.Read(parameters, call, push);
        var begun = await start.BeginAsync(call, order);
        var row = order.ReturnImmediately ? begun.Run : await rest.OfAsync(begun.Run, options.Value.MaxWait, call.Gone);
        var task = await reader.ReadAsync(call, row, order.HistoryLength, order.AcceptedOutputModes, call.Gone);
        return Answer(call, task);
    }

    public async ValueTask<object?> StreamAsync(A2ACall call, Fields parameters)
    {
        var order = SendOrder.Read(parameters, call, push);

        // Refusals come before the stream begins.
        var begun = await start.BeginAsync(call, order);
        return AnswersWithMessage(call) ? WholeAsync(call, begun, order, call.Gone) : EventsAsync(call, begun, order, call.Gone);
    }

    private async IAsyncEnumerable<StreamEvent> EventsAsync(
        A2ACall call, BegunTask begun, SendOrder order, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var isRepeated = begun is { IsNew: false, After: 0 };
        var row = begun.IsNew ? begun.Run with { Status = RunStatus.Pending, Seq = 1 } : begun.Run;
        var task = await reader.ReadAsync(call, row, order.HistoryLength, order.AcceptedOutputModes, cancellationToken);
        if (begun.IsNew) task = task with { Artifacts = [] };
        yield return new StreamEvent { Task = task };
        if (isRepeated && Tasks.Rests(row)) yield break;
        var after = isRepeated ? row.Seq : begun.After;
        await foreach (var happened in events.FollowAsync(call, row, after, order.AcceptedOutputModes, cancellationToken)) yield return happened;
    }

    private async IAsyncEnumerable<StreamEvent> WholeAsync(
        A2ACall call, BegunTask begun, SendOrder order, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var row = await rest.OfAsync(begun.Run, options.Value.MaxWait, cancellationToken);
        yield return Answer(call, await reader.ReadAsync(call, row, order.HistoryLength, order.AcceptedOutputModes, cancellationToken));
    }

    private bool AnswersWithMessage(A2ACall call) => options.Value.AnswerWithMessage.Contains(call.Graph.Id);

    private StreamEvent Answer(A2ACall call, AgentTask task)
    {
        if (task is not { Status.State: TaskState.Completed, Artifacts: [var artifact, ..] } || !AnswersWithMessage(call)) return new StreamEvent { Task = task };
        return new StreamEvent { Message = new AgentMessage($"{task.Id}-answer", MessageRole.Agent, artifact.Parts) { ContextId = task.ContextId } };
    }
}

/// <summary>Waits until runs rest.</summary>
/// <remarks>Safe for concurrent use.</remarks>
internal sealed class RestWait(IRuns runs, IStore store, TimeProvider time, IHostApplicationLifetime lifetime)
{
    /// <summary>The run once it rests; as it is where that takes too long, or the server stops.</summary>
    public async ValueTask<RunRow> OfAsync(RunRow run, TimeSpan patience, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(patience, time);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token, lifetime.ApplicationStopping);
        try
        {
            await runs.WaitAsync(run.Tenant, run.Id, over.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // The task goes on, and can be asked for.
        }

        return await store.Runs.FindAsync(run.Tenant, run.Id, cancellationToken) ?? run;
    }
}
