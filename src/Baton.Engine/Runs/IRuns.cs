using System.Text.Json;
using Baton.Engine.Stores;
using Baton.Engine.Streaming;
using Baton.Policies;

namespace Baton.Engine.Runs;

/// <summary>Starts, watches and steers runs. The same in process and over HTTP.</summary>
/// <remarks>Safe for concurrent use. What a returned task stands for is committed when it ends.</remarks>
public interface IRuns
{
    /// <summary>Accepts a run, or answers the thread's waiting one where the request resumes.</summary>
    /// <exception cref="Baton.Errors.BatonException">It was refused; the code says why.</exception>
    ValueTask<StartedRun> StartAsync(RunRequest request, CancellationToken cancellationToken);

    /// <summary>Waits until a run has ended or waits for somebody.</summary>
    /// <exception cref="Baton.Errors.BatonException">There is no such run.</exception>
    ValueTask<RunResult> WaitAsync(string tenant, Guid run, CancellationToken cancellationToken);

    /// <summary>The frames of a run, from its journal and then live, until it has ended or waits for somebody.</summary>
    /// <exception cref="Baton.Errors.BatonException">There is no such run.</exception>
    IAsyncEnumerable<Frame> StreamAsync(string tenant, Guid run, StreamRequest request, CancellationToken cancellationToken);

    /// <summary>Answers a ticket.</summary>
    ValueTask<SendOutcome> AnswerAsync(string tenant, string ticket, TicketAnswer answer, CancellationToken cancellationToken);

    /// <summary>Sends an event to a run by name.</summary>
    ValueTask<SendOutcome> SignalAsync(string tenant, Guid run, string name, JsonElement? payload, CancellationToken cancellationToken);

    /// <summary>Asks a run to stop. It keeps what it did, or, rolled back, takes its state back.</summary>
    ValueTask<SendOutcome> CancelAsync(string tenant, Guid run, string reason, bool rollback, CancellationToken cancellationToken);
}

/// <summary>What is to be run.</summary>
/// <param name="Assistant">The assistant's id or its graph's.</param>
public sealed record RunRequest(string Assistant)
{
    /// <summary>The tenant.</summary>
    public string Tenant { get; init; } = "default";

    /// <summary>The thread, or null for a run on its own.</summary>
    public string? Thread { get; init; }

    /// <summary>Make the thread where it does not exist.</summary>
    public bool CreateThread { get; init; } = true;

    /// <summary>The input; null goes on from where the thread stands.</summary>
    public JsonElement? Input { get; init; }

    /// <summary>Answers the thread's open question, or, as an object whose names are ticket ids, several; null starts a run.</summary>
    public JsonElement? Resume { get; init; }

    /// <summary>State members to set before the first node, or null.</summary>
    public JsonElement? Update { get; init; }

    /// <summary>The node to begin with, or null.</summary>
    public string? Goto { get; init; }

    /// <summary>The checkpoint to go on from (a fork), or null for the thread's head.</summary>
    public Journal.CheckpointRef? From { get; init; }

    /// <summary>What to do about a run that the thread has.</summary>
    public MultitaskStrategy Strategy { get; init; } = MultitaskStrategy.Enqueue;

    /// <summary>
    /// With the same key and the same request (thread, graph, input, resume, update, goto, checkpoint, configuration) the first run is returned;
    /// with another request the key is refused (<see cref="Baton.Errors.ErrorCodes.IdempotencyConflict"/>). Keys count for the tenant.
    /// </summary>
    public string? IdempotencyKey { get; init; }

    /// <summary>How long before it may start.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>A wall-clock limit, or null.</summary>
    public DateTimeOffset? Deadline { get; init; }

    /// <summary>What the run and its children may spend together; only lowers what graph and server allow. Null changes nothing.</summary>
    public RunBudget? Budget { get; init; }

    /// <summary>A JSON object that is kept with the run, or null.</summary>
    public JsonElement? Metadata { get; init; }

    /// <summary>A JSON object that nodes can read, or null.</summary>
    public JsonElement? Configuration { get; init; }

    /// <summary>Where completion is announced, or null.</summary>
    public string? Webhook { get; init; }

    /// <summary>
    /// Where each rest of the run is told of, or null: a destination that an <see cref="Hosting.IOutboxRoute"/> takes. It is told when the run
    /// waits for somebody and when it has ended (<see cref="RunRested"/>), in the same commit. Not sent over HTTP.
    /// </summary>
    public string? Announce { get; init; }

    /// <summary>What the caller said, where <see cref="Input"/> was made from it; any JSON value, kept with the run's start; or null. Not sent over HTTP.</summary>
    public JsonElement? Said { get; init; }

    /// <summary>Nodes before which the run stops, <c>*</c> for all.</summary>
    public IReadOnlyList<string>? InterruptBefore { get; init; }

    /// <summary>Nodes after which the run stops, <c>*</c> for all.</summary>
    public IReadOnlyList<string>? InterruptAfter { get; init; }

    /// <summary>Who asks, or null.</summary>
    public string? By { get; init; }

    /// <summary>
    /// The run's id where it follows from something else, or null for a new one (which sorts by time). A run that has it already is returned.
    /// Not sent over HTTP.
    /// </summary>
    public Guid? Id { get; init; }

    /// <summary>True where the key's first run stands, whatever it was asked for: a schedule may be changed between two tries of one time.</summary>
    internal bool TakesFirst { get; init; }
}

/// <summary>A run that was accepted.</summary>
/// <param name="Run">Its row.</param>
/// <param name="IsNew">False where an idempotency key, an answer or a delivery led to a run that was there.</param>
/// <param name="After">The last entry before this request's effect: a stream of this request begins after it.</param>
public sealed record StartedRun(RunRow Run, bool IsNew, int After);

/// <summary>What a run came to, or what it waits for.</summary>
/// <param name="Run">Its row.</param>
public sealed record RunResult(RunRow Run)
{
    /// <summary>The output, where it succeeded.</summary>
    public JsonElement? Output { get; init; }

    /// <summary>Code and text of the failure, where it failed.</summary>
    public Journal.ErrorBody? Error { get; init; }

    /// <summary>The state where it stands; null for a run that never began.</summary>
    public JsonElement? State { get; init; }

    /// <summary>What it waits for; empty where it has ended.</summary>
    public IReadOnlyList<TicketRow> Tickets { get; init; } = [];
}

/// <summary>An answer to a ticket.</summary>
/// <param name="Value">The answer, which must fit the ticket's schema.</param>
/// <param name="Key">The sender's idempotency key, or null.</param>
/// <param name="By">Who answers, or null.</param>
public sealed record TicketAnswer(JsonElement Value, string? Key = null, string? By = null);
