using System.Text.Json;
using Baton.Engine.A2A;
using Baton.Engine.Runs;
using Baton.Engine.Stores;
using Baton.Errors;

namespace Baton.Server.A2A;

/// <summary>Lets a message begin a task, or go on with one.</summary>
/// <remarks>Safe for concurrent use.</remarks>
internal sealed class TaskStart(IRuns runs, TaskReader reader, FollowUps followUps, PushConfigs push)
{
    /// <summary>Begins or goes on.</summary>
    /// <exception cref="BatonException">It was refused.</exception>
    public async ValueTask<BegunTask> BeginAsync(A2ACall call, SendOrder order)
    {
        var keys = MessageKeys.Of(call, order.Message);
        if (order.Message.TaskId is not { } id) return await StartAsync(call, order, keys, order.Message.ContextId ?? keys.Context);
        var row = await reader.FindAsync(call, id);
        var context = Tasks.ContextOf(row);
        if (order.Message.ContextId is { } named && named != context)
        {
            throw new ValidationException(
                ErrorCodes.RequestInvalid, "The request",
                [new Fault(ErrorCodes.RequestInvalid, "message.context_id", "The task belongs to another context. Leave contextId out: it follows from taskId.")]);
        }

        if (order.Push is { } config && !row.Status.HasEnded()) await SaveAsync(call, row.Id, config, Tasks.Rests(row) ? row.Seq : row.Seq - 1);
        if (await followUps.AnswerAsync(call, row, order.Message, keys.Key) is not { } after) return await StartAsync(call, order, keys, context);
        return new BegunTask(await reader.FindAsync(call, id), after, IsNew: false);
    }

    private async ValueTask<BegunTask> StartAsync(A2ACall call, SendOrder order, MessageKeys keys, string context)
    {
        var request = new RunRequest(call.Graph.Id)
        {
            Id = order.Push is null ? null : keys.Run,
            Tenant = call.Tenant,
            Thread = context,
            Input = InputMapping.Input(call.Graph, order.Message),
            IdempotencyKey = keys.Key,
            Metadata = TaskMetadata.Of(order.Metadata, order.Message),
            Said = JsonSerializer.SerializeToElement(order.Message, A2AJson.Wire.AgentMessage),
            Announce = Tasks.Announce,
            By = call.Caller.Name,
        };
        var started = order.Push is { } config ? await StartAsync(call, request, config, keys.Run) : await runs.StartAsync(request, call.Gone);
        if (order.Push is { } moved && started.Run.Id != keys.Run)
        {
            await SaveAsync(call, started.Run.Id, moved, started.After);
            await push.DeleteAsync(call.Tenant, keys.Run, moved.Id ?? keys.Run.ToString("D"), call.Gone);
        }

        return new BegunTask(started.Run, started.After, started.IsNew);
    }

    private async ValueTask<StartedRun> StartAsync(A2ACall call, RunRequest request, PushConfig config, Guid run)
    {
        // Where a receiver is to be told, it is noted before the run can end. A refusal leaves what was there before.
        var id = config.Id ?? run.ToString("D");
        var before = await push.FindAsync(call.Tenant, run, id, call.Gone);
        await SaveAsync(call, run, config);
        try
        {
            return await runs.StartAsync(request, call.Gone);
        }
        catch (BatonException)
        {
            await (before is null ? push.DeleteAsync(call.Tenant, run, id, CancellationToken.None) : push.SaveAsync(call.Tenant, run, before, CancellationToken.None));
            throw;
        }
    }

    // A configuration that comes with a message is the task's own: sent again, it is the same one. It is told of all that follows the message.
    private ValueTask SaveAsync(A2ACall call, Guid run, PushConfig config, int told = 0) => push.SaveAsync(
        call.Tenant, run, new PushRecord(config with { Id = config.Id ?? run.ToString("D"), TaskId = run.ToString("D") }, call.Version, told), call.Gone);
}

/// <summary>A task that a message went to.</summary>
/// <param name="Run">Its run.</param>
/// <param name="After">The last entry before the message.</param>
/// <param name="IsNew">True where the message began it.</param>
internal sealed record BegunTask(RunRow Run, int After, bool IsNew);
