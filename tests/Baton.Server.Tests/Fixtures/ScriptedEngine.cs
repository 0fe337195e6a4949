using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Threading.Channels;
using Baton.Engine.Hosting;
using Baton.Engine.Journal;
using Baton.Engine.Runs;
using Baton.Engine.Stores;
using Baton.Engine.Streaming;
using ThreadState = Baton.Engine.Runs.ThreadState;

namespace Baton.Server.Tests.Fixtures;

/// <summary>An engine that does what the test says when the test says so.</summary>
internal sealed class ScriptedEngine : IRuns, IThreads, IEngineStatus
{
    public static readonly Guid RunId = new("019c0000-0000-7000-8000-000000000001");

    public ConcurrentQueue<RunRequest> Started { get; } = [];

    public ConcurrentQueue<(Guid Run, string Reason, bool Rollback)> Cancelled { get; } = [];

    public TaskCompletionSource CancelSeen { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>What a run comes to; the test completes it.</summary>
    public TaskCompletionSource<RunResult> Result { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>What a run's stream shows; the test writes to it.</summary>
    public Channel<Frame> Frames { get; } = Channel.CreateUnbounded<Frame>();

    public StreamRequest? Streamed { get; private set; }

    public Exception? Refusal { get; set; }

    /// <summary>The status with which runs are accepted.</summary>
    public RunStatus Accepted { get; set; } = RunStatus.Running;

    public SendOutcome Outcome { get; set; } = SendOutcome.Delivered;

    public ThreadState? State { get; set; }

    public (string Ticket, TicketAnswer Answer)? Answered { get; private set; }

    public (Guid Run, string Name, JsonElement? Payload)? Signalled { get; private set; }

    public bool IsReady { get; set; } = true;

    public bool StoreRefusesWrites { get; set; }

    public string Store => "memory";

    public static RunRow Row(RunStatus status, string? thread = null) =>
        new("default", RunId, "echo", 1, "default", status) { Assistant = "echo", Thread = thread };

    public void Succeed(string output) =>
        Result.TrySetResult(new RunResult(Row(RunStatus.Success)) { Output = JsonElement.Parse(output) });

    public ValueTask<StartedRun> StartAsync(RunRequest request, CancellationToken cancellationToken)
    {
        if (Refusal is not null) throw Refusal;
        Started.Enqueue(request);
        return new(new StartedRun(Row(Accepted, request.Thread) with { Tenant = request.Tenant, Metadata = request.Metadata }, true, 7));
    }

    public async ValueTask<RunResult> WaitAsync(string tenant, Guid run, CancellationToken cancellationToken) =>
        await Result.Task.WaitAsync(cancellationToken);

    public async IAsyncEnumerable<Frame> StreamAsync(
        string tenant, Guid run, StreamRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Streamed = request;
        await foreach (var frame in Frames.Reader.ReadAllAsync(cancellationToken)) yield return frame;
    }

    public ValueTask<SendOutcome> AnswerAsync(string tenant, string ticket, TicketAnswer answer, CancellationToken cancellationToken)
    {
        Answered = (ticket, answer);
        return new(Outcome);
    }

    public ValueTask<SendOutcome> SignalAsync(string tenant, Guid run, string name, JsonElement? payload, CancellationToken cancellationToken)
    {
        Signalled = (run, name, payload);
        return new(Outcome);
    }

    public ValueTask<SendOutcome> CancelAsync(string tenant, Guid run, string reason, bool rollback, CancellationToken cancellationToken)
    {
        Cancelled.Enqueue((run, reason, rollback));
        CancelSeen.TrySetResult();
        return new(Outcome);
    }

    public ValueTask<ThreadState?> StateAsync(string tenant, string thread, CheckpointRef? at, CancellationToken cancellationToken) => new(State);

    public ValueTask<IReadOnlyList<ThreadState>?> HistoryAsync(
        string tenant, string thread, CheckpointRef? before, int limit, CancellationToken cancellationToken) =>
        new(State is null ? null : [State]);

    public ValueTask<CheckpointRef> UpdateAsync(
        string tenant, string thread, JsonElement values, string? asNode, CheckpointRef? at, string? by, CancellationToken cancellationToken) =>
        new(new CheckpointRef(RunId, 1));
}
