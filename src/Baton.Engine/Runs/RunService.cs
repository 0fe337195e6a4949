using System.Text.Json;
using Baton.Engine.Interrupts;
using Baton.Engine.Journal;
using Baton.Engine.Stores;
using Baton.Engine.Streaming;
using Baton.Errors;

namespace Baton.Engine.Runs;

/// <summary>Starts, watches and steers runs in this process.</summary>
internal sealed class RunService(EngineParts parts, RunDispatcher dispatcher, RunAcceptor acceptor) : IRuns
{
    public async ValueTask<StartedRun> StartAsync(RunRequest request, CancellationToken cancellationToken)
    {
        if (request.Thread is { } thread) ThreadIds.Check(thread);
        if (request.From is { } from) await new Checkpoints(parts.Store).CheckAsync(request.Tenant, request.Thread, from, cancellationToken);
        if (Resumes(request) && await ResumeAsync(request, cancellationToken) is { } resumed) return resumed;
        return await acceptor.AcceptAsync(request, cancellationToken);
    }

    public async ValueTask<RunResult> WaitAsync(string tenant, Guid run, CancellationToken cancellationToken)
    {
        if (dispatcher.Recent(run) is { } recent && recent.Run.Tenant == tenant) return recent;
        using var watch = parts.Hub.Watch(run);
        if (dispatcher.Recent(run) is { } arrived && arrived.Run.Tenant == tenant) return arrived;
        var row = await parts.Store.Runs.FindAsync(tenant, run, cancellationToken) ?? throw Unknown(run);
        if (row.Status.HasEnded() || row.Status == RunStatus.Waiting) return await ReadResultAsync(row, cancellationToken);
        await foreach (var news in watch.News.ReadAllAsync(cancellationToken))
        {
            if (news.Result is not { Run.Status: not RunStatus.Sleeping } result) continue;
            if (result.Run.Status.HasEnded()) return result;

            // The news may be older than an answer that was committed before this wait began.
            row = await parts.Store.Runs.FindAsync(tenant, run, cancellationToken) ?? throw Unknown(run);
            if (row.Status == RunStatus.Waiting) return result;
            if (row.Status.HasEnded()) return await ReadResultAsync(row, cancellationToken);
        }

        throw new InvalidOperationException("The watch ended before the run came to rest.");
    }

    public IAsyncEnumerable<Frame> StreamAsync(string tenant, Guid run, StreamRequest request, CancellationToken cancellationToken) =>
        new RunStream(parts, tenant, run, request).FramesAsync(cancellationToken);

    public async ValueTask<SendOutcome> AnswerAsync(string tenant, string ticket, TicketAnswer answer, CancellationToken cancellationToken)
    {
        var found = await parts.Store.Runs.TicketsAsync(new TicketQuery(tenant) { Id = ticket, IncludeClosed = true }, cancellationToken);
        if (found.Count == 0 || found[0].Kind is not (TicketKind.Approval or TicketKind.Breakpoint)) return SendOutcome.Unknown;
        // From its deadline on a question is answered by its default, also where the run has not been woken yet.
        if (found[0] is { IsOpen: true, Deadline: { } deadline } && deadline <= parts.Time.GetUtcNow()) return SendOutcome.Conflict;
        Answers.Check(found[0], answer.Value);
        var message = new InboxMessage(tenant, found[0].Run, InboxKind.Answer) { Ticket = ticket, Value = answer.Value, Key = answer.Key, By = answer.By };
        return await SendAsync(message, cancellationToken);
    }

    public ValueTask<SendOutcome> SignalAsync(string tenant, Guid run, string name, JsonElement? payload, CancellationToken cancellationToken) =>
        SendAsync(new InboxMessage(tenant, run, InboxKind.Event) { Name = name, Value = payload }, cancellationToken);

    public ValueTask<SendOutcome> CancelAsync(string tenant, Guid run, string reason, bool rollback, CancellationToken cancellationToken) =>
        SendAsync(
            new InboxMessage(tenant, run, InboxKind.Cancel) { Name = rollback ? "rollback" : "interrupt", Value = JsonBytes.From(reason) },
            cancellationToken);

    private async ValueTask<SendOutcome> SendAsync(InboxMessage message, CancellationToken cancellationToken)
    {
        var outcome = await parts.Store.Runs.SendAsync(message, cancellationToken);
        if (outcome != SendOutcome.Delivered) return outcome;
        await dispatcher.PokeAsync(message.Run);
        parts.Nudge();
        return outcome;
    }

    /// <summary>A request that only goes on. One that also moves the run or changes its state starts a run of its own from there.</summary>
    private static bool Resumes(RunRequest request) =>
        request is { Thread: not null, Input: null, From: null, Goto: null, Update: null };

    /// <summary>Answers the thread's waiting run, where it has one.</summary>
    private async ValueTask<StartedRun?> ResumeAsync(RunRequest request, CancellationToken cancellationToken)
    {
        var thread = await parts.Store.Threads.FindAsync(request.Tenant, request.Thread!, cancellationToken);
        if (thread is null || thread.Graph != parts.Graphs.Find(request.Assistant)?.Id) return null;
        if (thread is not { ActiveRun: { } active, ActiveStatus: RunStatus.Waiting }) return await RepeatedAsync(request, cancellationToken);
        var row = await parts.Store.Runs.FindAsync(request.Tenant, active, cancellationToken);
        var open = await parts.Store.Runs.TicketsAsync(new TicketQuery(request.Tenant) { Run = active }, cancellationToken);
        if (row is null || open.Count == 0) return null;
        foreach (var (ticket, value) in Answers.Assign(request.Resume, open))
        {
            var answer = new TicketAnswer(value, request.IdempotencyKey, request.By);
            var outcome = await AnswerAsync(request.Tenant, ticket.Id, answer, cancellationToken);
            if (outcome is SendOutcome.Delivered or SendOutcome.AlreadyDelivered) continue;
            throw new BatonException(ErrorCodes.TicketClosed, $"The question {ticket.Id} was answered by somebody else. Read the thread's state again.");
        }

        return new StartedRun(row with { Status = RunStatus.Running }, false, row.Seq);
    }

    /// <summary>The run that took this very answer before.</summary>
    private async ValueTask<StartedRun?> RepeatedAsync(RunRequest request, CancellationToken cancellationToken)
    {
        if (request is not { Resume: not null, IdempotencyKey: { } key }) return null;
        var tickets = await parts.Store.Runs.TicketsAsync(new TicketQuery(request.Tenant) { Thread = request.Thread, IncludeClosed = true }, cancellationToken);
        foreach (var ticket in tickets.Where(ticket => !ticket.IsOpen).Reverse())
        {
            // A key of its own proves nothing about other tickets: only this one's closing message has it.
            var probe = new InboxMessage(request.Tenant, ticket.Run, InboxKind.Answer) { Ticket = ticket.Id, Value = NoAnswer, Key = key };
            if (await parts.Store.Runs.SendAsync(probe, cancellationToken) != SendOutcome.AlreadyDelivered) continue;
            var row = await parts.Store.Runs.FindAsync(request.Tenant, ticket.Run, cancellationToken);
            if (row is not null) return new StartedRun(row, false, row.Seq);
        }

        return null;
    }

    private async ValueTask<RunResult> ReadResultAsync(RunRow row, CancellationToken cancellationToken)
    {
        var ledger = await parts.States.LedgerAsync(row.Id, row.Seq, cancellationToken);
        var tickets = row.Status == RunStatus.Waiting
            ? await parts.Store.Runs.TicketsAsync(new TicketQuery(row.Tenant) { Run = row.Id }, cancellationToken)
            : [];
        return new RunResult(row)
        {
            Output = ledger.Finished?.Output,
            Error = ledger.Finished?.Error,
            State = ledger.Root?.Document.ToElement(),
            Tickets = tickets,
        };
    }

    private static readonly JsonElement NoAnswer = JsonBytes.From(Guid.Empty);

    private static BatonException Unknown(Guid run) => new(ErrorCodes.RunUnknown, $"There is no run {run}.");
}
