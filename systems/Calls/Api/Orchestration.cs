using System.Text.Json;
using Baton.Calls.Flow;
using Baton.Calls.Sessions;
using Baton.Contracts;
using Baton.Engine.Runs;
using Baton.Engine.Stores;
using Baton.Errors;

namespace Baton.Calls.Api;

/// <summary>Takes turns: begins the run of each on its call's thread, where they go one at a time, and reads what came of it.</summary>
/// <remarks>Safe for concurrent use, by any number of servers.</remarks>
internal sealed class Orchestration(IRuns runs, Session sessions, SessionIndex index, SessionRemoval removal)
{
    // A session this near to its end may be gone by the time its turn is accepted: then it is a new one, which has to be looked at too.
    private static readonly TimeSpan _nearEnd = TimeSpan.FromMinutes(1);

    /// <summary>Begins a turn.</summary>
    /// <param name="order">Who sends it, and how.</param>
    /// <param name="body">The request's body.</param>
    /// <param name="cancellation">Stops waiting; an accepted turn goes on.</param>
    /// <exception cref="BatonException">It is refused: the body has faults, or the session does not take it.</exception>
    public async ValueTask<RunRow> BeginAsync(TurnOrder order, JsonElement body, CancellationToken cancellation)
    {
        if (body.ValueKind != JsonValueKind.Object) throw new BatonException(ErrorCodes.RequestInvalid, "The body must be a JSON object.");
        var request = (CallRequest)Contract.Of(typeof(CallRequest)).Read(body);
        await PrepareAsync(order, request, cancellation);
        var started = await runs.StartAsync(
            new RunRequest(ServiceCall.Id)
            {
                Tenant = order.Tenant,
                Thread = CallIds.Thread(request.CallIdentifyId),
                Input = body,
                Strategy = MultitaskStrategy.Enqueue,
                IdempotencyKey = order.Key,
                By = order.By,
            },
            cancellation);
        return started.Run;
    }

    /// <summary>Waits for a turn's end.</summary>
    /// <exception cref="BatonException">The session refused the turn, or its run failed.</exception>
    public async ValueTask<CallReply> EndAsync(RunRow run, CancellationToken cancellation)
    {
        var result = await runs.WaitAsync(run.Tenant, run.Id, cancellation);
        if (result.Run.Status != RunStatus.Success || result.Output is not { } output) throw Failed(result);
        var reply = output.Deserialize<CallReply>(BatonJson.Options)!;
        return reply.Refusal is { } code ? throw new BatonException(code, reply.Response) : reply;
    }

    private async ValueTask PrepareAsync(TurnOrder order, CallRequest request, CancellationToken cancellation)
    {
        var call = request.CallIdentifyId;
        var thread = await sessions.ThreadAsync(order.Tenant, call, cancellation);
        if (thread is not null && sessions.IsExpired(thread) && await removal.RemoveAsync(order.Tenant, call, sessions.Expiry, cancellation)) thread = null;
        if (thread is null || sessions.EndOf(thread) - sessions.Now < _nearEnd)
        {
            await index.AddAsync(new DueSession(sessions.FirstLook(), order.Tenant, call), cancellation);
        }

        // With a key the turn may have been taken before: then its first result counts, also where it completed the call.
        if (thread is not null && order.Key is null) await sessions.CheckAsync(thread, request, cancellation);
    }

    private static BatonException Failed(RunResult result) => new(
        ErrorCodes.CallTurnFailed,
        result.Run.Status == RunStatus.Waiting
            ? $"The turn waits for a person: run {result.Run.Id:D} has a question in /ops/inbox. Answer it, and the turn goes on."
            : $"The turn was not carried through: run {result.Run.Id:D} ended as {result.Run.Status.ToString().ToLowerInvariant()} ({result.Error?.Code ?? "without a code"}). The session is as it was; send the turn again.");
}

/// <summary>Who sends a turn, and how.</summary>
/// <param name="Tenant">The tenant.</param>
/// <param name="Key">The idempotency key, or null.</param>
/// <param name="By">The name of whoever calls, or null.</param>
internal sealed record TurnOrder(string Tenant, string? Key, string? By);
