using System.Globalization;
using System.Text.Json;
using Baton.Engine.Runs;
using Baton.Engine.Stores;
using Baton.Engine.Streaming;
using Baton.Errors;

namespace Baton.Engine.Remote;

/// <summary>Runs on a server, over its run API: what <see cref="IRuns"/> is in process.</summary>
/// <remarks>
/// <para>
/// Safe for concurrent use. Tenant and name of the caller are those of the API key: the <c>tenant</c> arguments, <see cref="RunRequest.Tenant"/>,
/// <see cref="RunRequest.By"/> and <see cref="TicketAnswer.By"/> are not sent. The key needs the role <c>client</c>, and
/// <c>operator</c> for answers and signals.
/// </para>
/// <para>
/// A refusal is a <see cref="BatonException"/> with the server's code and text, or a <see cref="ValidationException"/> where it lists faults.
/// A server that is full (429), not ready or not reachable is a <see cref="TransientException"/>; where the server sent a code, its inner
/// exception has it. Starting is never repeated by itself: repeat it under an idempotency key. Waiting and streaming survive a few breaks.
/// </para>
/// <para>
/// Of a run's row, version, pool, the last entry's number, owner, parent and wake time are not known here and have their defaults; the assistant
/// is the graph's id and the tenant is the one that was passed. A sleeping run shows as running.
/// </para>
/// </remarks>
/// <param name="client">
/// Its <see cref="HttpClient.BaseAddress"/> is the server, ending in a slash; an API key is its default header <c>x-api-key</c>. It stays the caller's.
/// </param>
/// <param name="time">Paces reconnecting; null for the system's clock.</param>
public sealed class HttpRuns(HttpClient client, TimeProvider? time = null) : IRuns
{
    private readonly ServerCalls _server = new(client);
    private readonly TimeProvider _time = time ?? TimeProvider.System;

    /// <inheritdoc />
    /// <exception cref="NotSupportedException">The request has a deadline, or an input besides a resume, update or goto: the run API has no such thing.</exception>
    public async ValueTask<StartedRun> StartAsync(RunRequest request, CancellationToken cancellationToken)
    {
        var path = request.Thread is null ? "runs" : $"threads/{Uri.EscapeDataString(request.Thread)}/runs";
        using var message = ServerCalls.Post(path, RunRequestBody.Write(request), request.IdempotencyKey);
        using var response = await _server.SendAsync(message, cancellationToken);
        var row = RemoteRows.Run(request.Tenant, await ServerCalls.ReadAsync(response, cancellationToken));
        return new StartedRun(row, Header(response, RunHeaders.New) != "false", int.Parse(Header(response, RunHeaders.After) ?? "0", CultureInfo.InvariantCulture));
    }

    /// <inheritdoc />
    /// <remarks>
    /// Of a run that waits, only the questions for people are listed, without the visits that ask. The state is that of a run that waits or was
    /// cancelled; of a failed one it is null.
    /// </remarks>
    public async ValueTask<RunResult> WaitAsync(string tenant, Guid run, CancellationToken cancellationToken)
    {
        var breaks = new Breaks(_time);
        while (true)
        {
            try
            {
                var values = await _server.GetAsync($"runs/{run:D}/join", cancellationToken);
                return RemoteRows.Result(values, await FindAsync(tenant, run, cancellationToken) ?? RemoteRows.TakenBack(tenant, run));
            }
            catch (TransientException failure)
            {
                await breaks.PauseAsync(failure, cancellationToken);
            }
        }
    }

    /// <inheritdoc />
    /// <remarks>
    /// A broken connection is taken up again after the last frame, and no entry's frame comes twice. Text can come twice where several model
    /// calls of the run were writing at the moment of the break, because a stream's position names one of them.
    /// </remarks>
    public IAsyncEnumerable<Frame> StreamAsync(string tenant, Guid run, StreamRequest request, CancellationToken cancellationToken) =>
        new RemoteStream(_server, _time, run, request).FramesAsync(cancellationToken);

    /// <inheritdoc />
    public ValueTask<SendOutcome> AnswerAsync(string tenant, string ticket, TicketAnswer answer, CancellationToken cancellationToken)
    {
        var body = RunRequestBody.Object(writer => RunRequestBody.Write(writer, "value", answer.Value));
        return SendAsync(ServerCalls.Post($"ops/inbox/{Uri.EscapeDataString(ticket)}", body, answer.Key), cancellationToken);
    }

    /// <inheritdoc />
    public ValueTask<SendOutcome> SignalAsync(string tenant, Guid run, string name, JsonElement? payload, CancellationToken cancellationToken)
    {
        var body = RunRequestBody.Object(writer =>
        {
            writer.WriteString("name"u8, name);
            RunRequestBody.Write(writer, "payload", payload);
        });
        return SendAsync(ServerCalls.Post($"ops/runs/{run:D}/signals", body), cancellationToken);
    }

    /// <inheritdoc />
    /// <remarks>The server adds the caller's name to the reason.</remarks>
    public ValueTask<SendOutcome> CancelAsync(string tenant, Guid run, string reason, bool rollback, CancellationToken cancellationToken)
    {
        var query = $"action={(rollback ? "rollback" : "interrupt")}&reason={Uri.EscapeDataString(reason)}";
        return SendAsync(ServerCalls.Post($"runs/{run:D}/cancel?{query}", default), cancellationToken);
    }

    private async ValueTask<SendOutcome> SendAsync(HttpRequestMessage message, CancellationToken cancellationToken)
    {
        try
        {
            using (message)
            using (var response = await _server.SendAsync(message, cancellationToken))
            {
                var isRepeated = response.Content.Headers.ContentLength != 0
                    && (await ServerCalls.ReadAsync(response, cancellationToken)).GetProperty("outcome"u8).ValueEquals("already_delivered"u8);
                return isRepeated ? SendOutcome.AlreadyDelivered : SendOutcome.Delivered;
            }
        }
        catch (BatonException refusal) when (OutcomeOf(refusal.Code) is { } outcome)
        {
            return outcome;
        }
    }

    /// <summary>The row of a run; null for one that was taken back, which the run API does not show any more.</summary>
    private async ValueTask<RunRow?> FindAsync(string tenant, Guid run, CancellationToken cancellationToken)
    {
        try
        {
            return RemoteRows.Run(tenant, await _server.GetAsync($"runs/{run:D}", cancellationToken));
        }
        catch (BatonException refusal) when (refusal.Code == ErrorCodes.RunUnknown)
        {
            return null;
        }
    }

    private static SendOutcome? OutcomeOf(string code) => code switch
    {
        ErrorCodes.RunUnknown or ErrorCodes.TicketUnknown => SendOutcome.Unknown,
        ErrorCodes.TicketClosed => SendOutcome.Conflict,
        ErrorCodes.RunEnded => SendOutcome.Ended,
        _ => null,
    };

    private static string? Header(HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out var values) ? values.FirstOrDefault() : null;
}
