using System.Runtime.CompilerServices;
using System.Text.Json;
using Baton.Engine.Interrupts;
using Baton.Engine.Journal;
using Baton.Engine.Stores;
using Baton.Engine.Streaming;
using Baton.Engine.Telemetry;
using Baton.Errors;

namespace Baton.Engine.Runs;

/// <summary>Starts, watches and steers runs in this process.</summary>
internal sealed class RunService(EngineParts parts, RunDispatcher dispatcher, RunAcceptor acceptor, RunWaits waits) : IRuns, IHeldRuns
{
    private readonly ResumeNotes _notes = new(parts.Store);
    private readonly NamedAnswers _named = new(parts.Store);
    private readonly KeptResults _kept = new(parts.Store);

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
        using var waiting = await waits.BeginAsync(tenant, run, cancellationToken);
        using var watch = parts.Hub.Watch(run);
        if (dispatcher.Recent(run) is { } arrived && arrived.Run.Tenant == tenant) return arrived;
        var remote = new RemoteRun(parts, run);
        if (!dispatcher.IsExecuting(tenant, run) && await RestingAsync(tenant, run, remote, cancellationToken) is { } resting) return resting;
        while (true)
        {
            if (await watch.ArrivesAsync(remote.Patience, parts.Time, cancellationToken))
            {
                if (!watch.News.TryRead(out var news) || (news != RunNews.Look && news.Result is not { Run.Status: not RunStatus.Sleeping })) continue;
                if (news.Result is { } result && result.Run.Status.HasEnded()) return result;
            }

            // News of a wait may be older than an answer that was committed before this wait began, and news from elsewhere says nothing.
            if (await RestingAsync(tenant, run, remote, cancellationToken) is { } rests) return rests;
        }
    }

    private async ValueTask<RunResult?> RestingAsync(string tenant, Guid run, RemoteRun remote, CancellationToken cancellationToken)
    {
        var row = await parts.Store.Runs.FindAsync(tenant, run, cancellationToken);
        if (row is null) return await _kept.FindAsync(tenant, run, cancellationToken) ?? throw Unknown(run);
        if (row.Status.HasEnded() || row.Status == RunStatus.Waiting) return await ReadResultAsync(row, cancellationToken);
        remote.Watch(row);
        return null;
    }

    public IAsyncEnumerable<Frame> StreamAsync(string tenant, Guid run, StreamRequest request, CancellationToken cancellationToken) =>
        waits.IsInRun ? GuardedAsync(tenant, run, request, cancellationToken) : new RunStream(parts, tenant, run, request).FramesAsync(cancellationToken);

    public async ValueTask<SendOutcome> AnswerAsync(string tenant, string ticket, TicketAnswer answer, CancellationToken cancellationToken)
    {
        var found = await parts.Store.Runs.TicketsAsync(new TicketQuery(tenant) { Id = ticket, IncludeClosed = true }, cancellationToken);
        if (found.Count == 0 || found[0].Kind is not (TicketKind.Approval or TicketKind.Breakpoint)) return SendOutcome.Unknown;
        Answers.Check(found[0], answer.Value);
        return await SendAsync(Message(tenant, found[0], answer), cancellationToken);
    }

    public ValueTask<SendOutcome> SignalAsync(string tenant, Guid run, string name, JsonElement? payload, CancellationToken cancellationToken) =>
        SendAsync(new InboxMessage(tenant, run, InboxKind.Event) { Name = name, Value = payload }, cancellationToken);

    public ValueTask<SendOutcome> CancelAsync(string tenant, Guid run, string reason, bool rollback, CancellationToken cancellationToken) =>
        SendAsync(
            new InboxMessage(tenant, run, InboxKind.Cancel) { Name = rollback ? "rollback" : "interrupt", Value = JsonBytes.From(reason) },
            cancellationToken);

    public ValueTask<SendOutcome> ReleaseAsync(string tenant, Guid run, string code, CancellationToken cancellationToken) =>
        SendAsync(new InboxMessage(tenant, run, InboxKind.Release) { Name = code }, cancellationToken);

    /// <summary>A stream that a run's code reads: it ends when the other run rests, so reading it is waiting.</summary>
    private async IAsyncEnumerable<Frame> GuardedAsync(
        string tenant, Guid run, StreamRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var waiting = await waits.BeginAsync(tenant, run, cancellationToken);
        await foreach (var frame in new RunStream(parts, tenant, run, request).FramesAsync(cancellationToken)) yield return frame;
    }

    private static InboxMessage Message(string tenant, TicketRow ticket, TicketAnswer answer) =>
        new(tenant, ticket.Run, InboxKind.Answer) { Ticket = ticket.Id, Value = answer.Value, Key = answer.Key, By = answer.By };

    private async ValueTask<SendOutcome> SendAsync(InboxMessage message, CancellationToken cancellationToken)
    {
        using var seen = RunLinks.Speak(await RunLinks.OfAsync(parts.Journals, message), message);
        var outcome = await parts.Store.Runs.SendAsync(message, cancellationToken);
        if (outcome != SendOutcome.Delivered) return outcome;
        await (message.Kind == InboxKind.Cancel ? dispatcher.StopAsync(message.Run) : dispatcher.PokeAsync(message.Run));
        parts.Nudge();
        return outcome;
    }

    /// <summary>A request that only goes on. One that also moves the run or changes its state starts a run of its own from there.</summary>
    private static bool Resumes(RunRequest request) =>
        request is { Thread: not null, Input: null, From: null, Goto: null, Update: null };

    /// <summary>Answers the thread's waiting run, where it has one; under an idempotency key once.</summary>
    private async ValueTask<StartedRun?> ResumeAsync(RunRequest request, CancellationToken cancellationToken)
    {
        if (request.IdempotencyKey is { } known
            && await _notes.FindAsync(request.Tenant, request.Thread!, known, cancellationToken) is { } note)
        {
            return note.Fits(request.Resume) ? await RepeatAsync(request, note, cancellationToken) : throw FirstRequest.Conflict();
        }

        var thread = await parts.Store.Threads.FindAsync(request.Tenant, request.Thread!, cancellationToken);
        if (thread is null || thread.Graph != parts.Graphs.Find(request.Assistant)?.Id) return null;

        // An answer is taken whatever the run does at this moment: delivered input may have woken it while its question stays open.
        if (thread.ActiveStatus != RunStatus.Waiting && request.Resume is null) return null;
        if (thread.ActiveRun is not { } active)
        {
            // After an edit the thread stands before its next node, which asks again: the answer goes with the run that starts there.
            return await WasEditedAsync(thread, cancellationToken) ? null : await GiveNamedAsync(request, cancellationToken);
        }

        if (IsNamed(request)) return await GiveNamedAsync(request, cancellationToken);
        var open = await parts.Store.Runs.TicketsAsync(new TicketQuery(request.Tenant) { Run = active }, cancellationToken);
        return open.Count == 0
            ? await GiveNamedAsync(request, cancellationToken)
            : await GiveAsync(request, Answers.Assign(request.Resume, open), cancellationToken);
    }

    private async ValueTask<bool> WasEditedAsync(ThreadRow thread, CancellationToken cancellationToken) =>
        thread.Head is { } head && await parts.Store.Runs.FindAsync(thread.Tenant, head.Run, cancellationToken) is { IsEdit: true }
        && (await parts.States.LedgerAsync(head.Run, head.Seq, cancellationToken)).Root is { Cursor: not Graphs.Graph.End };

    private async ValueTask<StartedRun?> RepeatAsync(RunRequest request, ResumeNote note, CancellationToken cancellationToken)
    {
        var answers = await AnswersOfAsync(request, note, cancellationToken);
        if (answers.Count > 0) await AnswerAllAsync(request, answers, cancellationToken);
        var row = await parts.Store.Runs.FindAsync(request.Tenant, note.Run, cancellationToken)
            ?? throw new BatonException(ErrorCodes.CheckpointGone, $"This answer was given to run {note.Run}, which retention has removed since.");
        return new StartedRun(row, false, note.After);
    }

    private async ValueTask<IReadOnlyList<(TicketRow Ticket, JsonElement Value)>> AnswersOfAsync(
        RunRequest request, ResumeNote note, CancellationToken cancellationToken)
    {
        if (IsNamed(request)) return await _named.FindAsync(request.Tenant, request.Thread!, request.Resume!.Value, cancellationToken);
        var tickets = await parts.Store.Runs.TicketsAsync(new TicketQuery(request.Tenant) { Run = note.Run, IncludeClosed = true }, cancellationToken);
        var asked = tickets.Where(ticket => note.Tickets.Contains(ticket.Id)).ToList();
        return asked.Count > 0 ? Answers.Assign(request.Resume, asked) : [];
    }

    private static bool IsNamed(RunRequest request) => request.Resume is { } resume && Answers.IsTicketMap(resume);

    /// <summary>
    /// Takes answers that name their questions, open or not: the same again leads to its run, another is refused. Were one that comes when
    /// no question is open any more to start a run of its own, an answer would be lost that its sender holds for taken.
    /// </summary>
    private async ValueTask<StartedRun?> GiveNamedAsync(RunRequest request, CancellationToken cancellationToken)
    {
        if (request.Resume is not { ValueKind: not JsonValueKind.Null } resume) return null;
        if (!Answers.IsTicketMap(resume))
        {
            throw new BatonException(
                ErrorCodes.TicketClosed, $"No question is open on thread '{request.Thread}': it was answered, or none was asked. Read the thread's state again.");
        }

        return await GiveAsync(request, await _named.FindAsync(request.Tenant, request.Thread!, resume, cancellationToken), cancellationToken);
    }

    private async ValueTask<StartedRun> GiveAsync(
        RunRequest request, IReadOnlyList<(TicketRow Ticket, JsonElement Value)> answers, CancellationToken cancellationToken)
    {
        // Questions that were answered before may be an earlier run's; an open one is the waiting run's.
        var run = (answers.FirstOrDefault(answer => answer.Ticket.IsOpen).Ticket ?? answers[^1].Ticket).Run;
        var row = await parts.Store.Runs.FindAsync(request.Tenant, run, cancellationToken) ?? throw Unknown(run);
        if (request.IdempotencyKey is { } key)
        {
            // Noted first: whoever repeats the request after a crash in between still gives this answer to these questions.
            var answered = new ResumeNote(run, row.Seq, [.. answers.Select(answer => answer.Ticket.Id)], ResumeNotes.Hash(request.Resume));
            var isFirst = await _notes.AddAsync(request.Tenant, request.Thread!, key, answered, cancellationToken);
            if (!isFirst && await _notes.FindAsync(request.Tenant, request.Thread!, key, cancellationToken) is { } other && !other.Fits(request.Resume))
            {
                throw FirstRequest.Conflict();
            }
        }

        var isNews = await AnswerAllAsync(request, answers, cancellationToken);
        return new StartedRun(isNews ? row with { Status = RunStatus.Running } : row, false, row.Seq);
    }

    /// <summary>Gives answers: all of them, or none where one does not fit or was answered otherwise before.</summary>
    /// <returns>False where all of them were given before.</returns>
    private async ValueTask<bool> AnswerAllAsync(
        RunRequest request, IReadOnlyList<(TicketRow Ticket, JsonElement Value)> answers, CancellationToken cancellationToken)
    {
        foreach (var (ticket, value) in answers) Answers.Check(ticket, value);
        var isNews = false;
        foreach (var (ticket, value) in Answers.InOrder(answers))
        {
            var outcome = await SendAsync(Message(request.Tenant, ticket, new TicketAnswer(value, request.IdempotencyKey, request.By)), cancellationToken);
            isNews |= outcome == SendOutcome.Delivered;
            if (outcome is SendOutcome.Delivered or SendOutcome.AlreadyDelivered) continue;
            throw new BatonException(ErrorCodes.TicketClosed, $"The question {ticket.Id} was answered by somebody else, or its deadline has passed. Read the thread's state again.");
        }

        return isNews;
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

    private static BatonException Unknown(Guid run) => new(ErrorCodes.RunUnknown, $"There is no run {run}.");
}
