using System.Text.Json;
using Baton.Engine.A2A;
using Baton.Engine.Runs;
using Baton.Engine.Stores;
using Baton.Errors;
using Baton.Registry;

namespace Baton.Engine.RemoteAgents;

/// <summary>An assistant of this server, called in this process as its A2A address would be: the same message again leads to the same run.</summary>
/// <param name="runs">Runs it.</param>
/// <param name="store">Has its runs.</param>
/// <param name="graphs">Has its graph.</param>
/// <param name="assistant">The assistant.</param>
/// <param name="caller">Who calls.</param>
internal sealed class LocalConnection(IRuns runs, IStore store, GraphRegistry graphs, string assistant, LocalCaller caller) : IRemoteConnection
{
    public string? Begun { get; private set; }

    public async ValueTask<RemoteAnswer> SendAsync(RemoteSending sending, CancellationToken cancellation)
    {
        Begun = null;
        var run = await RefusedAsync(() => StartAsync(sending, cancellation));
        Begun = run.ToString("D");
        return await AwaitAsync(Begun, cancellation);
    }

    public ValueTask<RemoteAnswer> AwaitAsync(string task, CancellationToken cancellation) =>
        RefusedAsync(async () => LocalAnswer.Of(graphs.Get(assistant), await runs.WaitAsync(caller.Tenant, Id(task), cancellation)));

    public async ValueTask<RemoteAnswer> GetAsync(string task, CancellationToken cancellation)
    {
        var row = await FindAsync(task, cancellation);
        return row.Status.HasEnded() || row.Status == RunStatus.Waiting ? await AwaitAsync(task, cancellation) : new RemoteAnswer(TaskState.Working) { Task = task };
    }

    public async ValueTask CancelAsync(string task, CancellationToken cancellation) =>
        await runs.CancelAsync(caller.Tenant, Id(task), "the run that called it waits for it no longer", rollback: false, cancellation);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async ValueTask<Guid> StartAsync(RemoteSending sending, CancellationToken cancellation)
    {
        var message = sending.Message;
        var graph = graphs.Get(graphs.Find(assistant)?.Id ?? throw new RemoteCallException(ErrorCodes.RemoteAgentUnknown, $"This server has no assistant '{assistant}'."));
        if (message.TaskId is { } task && graph.WhileWaiting != Graphs.WhileWaiting.Deliver) return await AnswerAsync(sending, Id(task), cancellation);
        var started = await runs.StartAsync(
            new RunRequest(graph.Id)
            {
                Tenant = caller.Tenant,
                Thread = message.ContextId is { } conversation ? Thread(conversation) : (await FindAsync(message.TaskId!, cancellation)).Thread,
                Input = InputMapping.Input(graph, message),
                IdempotencyKey = $"remote/{message.MessageId}",
                Metadata = TaskMetadata.Of(null, message),
                Said = JsonSerializer.SerializeToElement(message, A2AJson.Wire.AgentMessage),
                Deadline = caller.Deadline,
                By = $"run {caller.Run:D}",
            },
            cancellation);
        return started.Run.Id;
    }

    /// <summary>Answers what the run asks. A message that was sent before has been taken where nothing is asked any more.</summary>
    private async ValueTask<Guid> AnswerAsync(RemoteSending sending, Guid run, CancellationToken cancellation)
    {
        var tickets = await store.Runs.TicketsAsync(new TicketQuery(caller.Tenant) { Run = run }, cancellation);
        var asked = tickets.Where(ticket => ticket.Kind is Journal.TicketKind.Approval or Journal.TicketKind.Breakpoint).ToList();
        if (asked.Count == 0)
        {
            return sending.IsRepeated ? run : throw new RemoteCallException(ErrorCodes.RemoteAgentRefused, $"The run {run} asks nothing. Leave the task out to begin a new one.");
        }

        foreach (var (ticket, value) in AnswerMapping.Of(sending.Message, asked))
        {
            var outcome = await runs.AnswerAsync(caller.Tenant, ticket.Id, new TicketAnswer(value, sending.Message.MessageId, $"run {caller.Run:D}"), cancellation);
            if (outcome is SendOutcome.Delivered or SendOutcome.AlreadyDelivered) continue;
            throw new RemoteCallException(ErrorCodes.RemoteAgentRefused, "The question was answered by somebody else, or its deadline has passed.");
        }

        return run;
    }

    private async ValueTask<RunRow> FindAsync(string task, CancellationToken cancellation) =>
        await store.Runs.FindAsync(caller.Tenant, Id(task), cancellation)
        ?? throw new RemoteCallException(ErrorCodes.RemoteAgentRefused, $"There is no task '{task}' here.");

    private static Guid Id(string task) =>
        Guid.TryParse(task, out var run) ? run : throw new RemoteCallException(ErrorCodes.RemoteAgentRefused, "There is no such task here: a task's id is a UUID.");

    // Each assistant has conversations of its own: a caller may have one with several of them.
    private string Thread(string conversation) => $"{assistant}:{conversation}";

    private static async ValueTask<T> RefusedAsync<T>(Func<ValueTask<T>> call)
    {
        try
        {
            return await call();
        }
        catch (BatonException exception) when (exception.Code is ErrorCodes.PoolFull or ErrorCodes.StoreUnavailable or ErrorCodes.StoreRefusesWrites)
        {
            throw new TransientException(exception.Message, null, exception);
        }
        catch (BatonException exception) when (exception is not (TransientException or RemoteCallException))
        {
            throw new RemoteCallException(ErrorCodes.RemoteAgentRefused, $"{exception.Message} ({exception.Code})", exception);
        }
    }
}

/// <summary>Who calls an assistant of this server.</summary>
/// <param name="Tenant">The tenant.</param>
/// <param name="Run">The run.</param>
/// <param name="Deadline">Its deadline, or null.</param>
internal sealed record LocalCaller(string Tenant, Guid Run, DateTimeOffset? Deadline);
