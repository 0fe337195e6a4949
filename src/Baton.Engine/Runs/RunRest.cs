using System.Text.Json;
using Baton.Engine.Journal;
using Baton.Engine.RemoteAgents;
using Baton.Engine.Stores;

namespace Baton.Engine.Runs;

/// <summary>Brings a run to rest: commits its end or its wait, with everything that hangs on it.</summary>
internal sealed class RunRest(RunActivation run, RunFrame? root)
{
    /// <summary>Commits.</summary>
    /// <returns>What the run came to, or null where its inbox has news that must be seen first.</returns>
    public async ValueTask<RunResult?> CommitAsync(RestWish wish)
    {
        if (run.TakeAbandoned() is { Count: > 0 } abandoned) await ChildRuns.CancelAsync(run, abandoned, "nothing waits for it any more");
        return wish.Status == RunStatus.Waiting ? await ParkAsync() : await EndAsync(wish);
    }

    private async ValueTask<RunResult?> ParkAsync()
    {
        var open = run.Ledger.Tickets.Values.Where(ticket => ticket.IsOpen).ToList();

        // A run waits where somebody outside must act; a time or a child run comes by itself.
        var status = open.Exists(ticket => ticket.Opened.Kind is TicketKind.Approval or TicketKind.Event or TicketKind.Breakpoint) ? RunStatus.Waiting : RunStatus.Sleeping;
        var wakeAt = open.Select(ticket => ticket.Opened.Deadline).Append(run.Ledger.Started!.Deadline).Min();
        var seq = 0;
        if (status == RunStatus.Waiting) Announce(status);
        var outcome = await run.Journal.TransitionAsync(last =>
        {
            seq = last;
            return new RunTransition(status, run.SeenInbox)
            {
                WakeAfter = wakeAt is { } due ? due - run.Parts.Time.GetUtcNow() : null,
                Head = Head(last),
                IsFollowed = run.Parts.Options.IsFollowed,
                CountsCase = run.Case is { MustBeCounted: true },
            };
        });
        if (outcome.Status != AppendStatus.Committed)
        {
            run.Journal.TakeBackMessages();
            return null;
        }

        run.Parts.Parked(wakeAt);
        return new RunResult(Row(status, seq)) { State = StateElement(), Tickets = [.. open.Where(ticket => ticket.Opened.Kind.IsForOthers()).Select(Show)] };
    }

    private async ValueTask<RunResult?> EndAsync(RestWish wish)
    {
        var isCancelled = wish.Status == RunStatus.Cancelled;
        var rollback = isCancelled && run.Cancel?.Name == "rollback";
        var reason = isCancelled && run.Cancel?.Value is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;
        var finished = new RunFinished(wish.Status)
        {
            Output = wish.Output is null ? null : root!.Graph.OutputContract.Write(wish.Output),
            Error = wish.Error,
            Reason = reason,
            RolledBack = rollback,
            Partial = wish.Status is RunStatus.Cancelled or RunStatus.Timeout ? run.Partial : null,
            // What a run has spent that journals nothing and was lost is not known: then its parent counts all that it was given.
            Spent = run.Ledger.Spending is { IsLimited: true } spending && wish.Error != RunOpening.Lost ? spending.Total : null,
            State = rollback ? null : UnrecordedState(),
        };
        if (ChildRuns.UnderWay(run) is { Count: > 0 } children) await ChildRuns.CancelAsync(run, children, reason ?? "the parent run has ended");
        await RemoteEnds.TellAsync(run);
        var head = rollback ? await HeadBeforeAsync() : null;
        await EndCaseAsync(rollback, head);
        run.Journal.Buffer(finished);
        var webhook = new CompletionWebhook(run);
        webhook.Announce(finished);
        Announce(wish.Status);
        var seq = 0;
        var outcome = await run.Journal.TransitionAsync(last =>
        {
            seq = last;
            return new RunTransition(wish.Status, run.SeenInbox)
            {
                Head = rollback ? head : Head(last),
                RolledBack = rollback,
                ErrorCode = wish.Error?.Code,
                ToParent = ToParent(finished),
                IsFollowed = run.Parts.Options.IsFollowed,
                CountsCase = run.Case is { MustBeCounted: true },
            };
        });
        if (outcome.Status != AppendStatus.Committed)
        {
            run.Journal.TakeBack(EntryKind.RunFinished);
            run.Journal.TakeBackMessages();
            return null;
        }

        if (wish.Status == RunStatus.Success && root is not null && Head(seq) is { } at) run.Parts.States.Cache(at, new CachedState(root.State, root.Graph.Version, run.Ledger.Lineage.Runs));
        if (outcome.Promoted || run.Row.Parent is not null) run.Parts.Nudge();
        return new RunResult(Row(wish.Status, seq, wish.Error?.Code)) { Output = finished.Output, Error = finished.Error, State = wish.Status == RunStatus.Success ? null : StateElement() };
    }

    /// <summary>What is not journaled in between is said now; what is rolled back is said no longer.</summary>
    private async ValueTask EndCaseAsync(bool rollback, CheckpointRef? head)
    {
        if (run.Case is not { } watch || root is null) return;
        if (!rollback)
        {
            if (!run.Journal.Resumable) watch.Look(root.State);
            return;
        }

        try
        {
            watch.Return(head is null ? null : await StateAtAsync(head));
        }
        catch (Exception exception) when (exception is not StopSignal)
        {
            // A state that cannot be read any more is no reason not to end: the thread's next run says what its case is.
        }
    }

    private async ValueTask<object> StateAtAsync(CheckpointRef head)
    {
        if (run.Parts.States.Cached(head) is { } cached && cached.Version == root!.Graph.Version) return cached.State;
        var ledger = await run.Parts.States.LedgerAsync(head.Run, head.Seq, CancellationToken.None);
        return StateMigration.Read(root!.Graph, ledger.Root?.Document ?? ledger.BaseDocument, ledger.Started!.Version);
    }

    private void Announce(RunStatus status)
    {
        if (run.Ledger.Started?.Announce is not { } destination) return;
        run.Journal.Send(new RunRested(run.Row.Tenant, run.Row.Id, run.Journal.SeqOnceWritten, status).To(destination));
    }

    private RunRow Row(RunStatus status, int seq, string? code = null) =>
        run.Row with { Status = status, Seq = seq, Owner = null, UpdatedAt = run.Parts.Time.GetUtcNow(), ErrorCode = code };

    private CheckpointRef? Head(int seq) => run.Row.Thread is null || root is null ? null : new CheckpointRef(run.Row.Id, seq);

    private async ValueTask<CheckpointRef?> HeadBeforeAsync()
    {
        if (run.Row.Thread is not { } id) return null;
        var entries = await run.Parts.States.EntriesAsync(run.Row.Id, int.MaxValue, CancellationToken.None);
        var begun = entries.Where(entry => entry.Kind == EntryKind.FrameStarted).Select(entry => (FrameStarted)JournalCodec.Decode(entry)).FirstOrDefault(frame => frame.Path.Length == 0);
        if (begun is not null) return begun.Before ?? begun.Base;
        var thread = await run.Parts.Store.Threads.FindAsync(run.Row.Tenant, id, CancellationToken.None);
        return thread?.Head;
    }

    private InboxMessage? ToParent(RunFinished finished) => run.Row.Parent is not { } parent
        ? null
        : new InboxMessage(run.Row.Tenant, parent.Run, InboxKind.ChildEnded)
        {
            Ticket = parent.Ticket,
            Value = finished.Output,
            Error = ChildRuns.ErrorOf(finished),
            Spent = finished.Spent,
        };

    private FrameStarted? UnrecordedState() => run.Row.Thread is null || root?.Ground is not { } ground
        ? null
        : ground.Opening with { First = root.Cursor, Patch = root.Shape.Patch(ground.State, root.State) };

    private JsonElement? StateElement() => root is null ? null : JsonBytes.From(root.State);

    private TicketRow Show(TicketRecord ticket) => new(ticket.Opened.Ticket, run.Row.Id, ticket.Opened.Kind, ticket.Opened.Visit)
    {
        Tenant = run.Row.Tenant,
        Thread = run.Row.Thread,
        Name = ticket.Opened.Name,
        Value = ticket.Opened.Value,
        Schema = ticket.Opened.Schema,
        Deadline = ticket.Opened.Deadline,
    };
}

/// <summary>How an activation wants to end.</summary>
/// <param name="Status">Waiting stands for waiting and sleeping: the open tickets decide.</param>
internal sealed record RestWish(RunStatus Status)
{
    public object? Output { get; init; }

    public ErrorBody? Error { get; init; }
}
