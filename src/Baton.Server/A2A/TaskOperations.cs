using System.Runtime.CompilerServices;
using Baton.Engine.A2A;
using Baton.Engine.Runs;
using Baton.Engine.Stores;
using Baton.Errors;
using Baton.Server.Http;

namespace Baton.Server.A2A;

/// <summary>Reading, cancelling and following tasks.</summary>
/// <remarks>Safe for concurrent use.</remarks>
internal sealed class TaskOperations(TaskReader reader, TaskEvents events, RestWait rest, IRuns runs)
{
    // A cancelled run ends at once, unless an effect of its does not heed it.
    private static readonly TimeSpan CancelPatience = TimeSpan.FromSeconds(10);

    public async ValueTask<object?> GetAsync(A2ACall call, Fields parameters)
    {
        var id = Id(parameters, call);
        var length = SendOrder.HistoryOf(parameters);
        parameters.Throw();
        return await reader.ReadAsync(call, await reader.FindAsync(call, id), length, null, call.Gone);
    }

    public async ValueTask<object?> CancelAsync(A2ACall call, Fields parameters)
    {
        var id = Id(parameters, call);
        parameters.Throw();
        var row = await reader.FindAsync(call, id);
        var outcome = await runs.CancelAsync(call.Tenant, row.Id, $"cancelled by {call.Caller.Name}", rollback: false, call.Gone);
        if (outcome is SendOutcome.Ended or SendOutcome.Conflict) throw new BatonException(ErrorCodes.TaskNotCancelable, "The task has ended; there is nothing to cancel.");
        if (outcome == SendOutcome.Unknown) throw TaskReader.Unknown(id);
        row = await rest.OfAsync(row, CancelPatience, call.Gone);
        return await reader.ReadAsync(call, row, null, null, call.Gone);
    }

    public async ValueTask<object?> SubscribeAsync(A2ACall call, Fields parameters)
    {
        var id = Id(parameters, call);
        parameters.Throw();
        var row = await reader.FindAsync(call, id);
        if (row.Status.HasEnded()) throw new BatonException(ErrorCodes.TaskStateUnfit, "The task has ended; nothing follows any more. Read it with GetTask.");
        return EventsAsync(call, row, call.Gone);
    }

    private async IAsyncEnumerable<StreamEvent> EventsAsync(A2ACall call, RunRow row, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var task = await reader.ReadAsync(call, row, null, null, cancellationToken);
        yield return new StreamEvent { Task = task };
        if (Tasks.Rests(row)) yield break;
        await foreach (var happened in events.FollowAsync(call, row, row.Seq, null, cancellationToken)) yield return happened;
    }

    private static string Id(Fields parameters, A2ACall call)
    {
        SendOrder.CheckTenant(parameters, call);
        return MessageReader.Id(parameters, "id") ?? "";
    }
}
