using Baton.Engine.Journal;
using Baton.Engine.Notices;
using Baton.Engine.Runs;
using Baton.Engine.Stores;
using Baton.Engine.Telemetry;

namespace Baton.Engine.Effects;

/// <summary>Opens the tickets of a visit.</summary>
/// <remarks>The caller holds the ledger's gate.</remarks>
internal sealed class TicketOpening(RunActivation run, string visit)
{
    /// <summary>Opens one, in the journal and where the answer may come from; one that is answered already is closed at once.</summary>
    public TicketRecord Open(string id, int ordinal, TicketWish wish)
    {
        if (wish.Schema is { } schema) QuestionSchemas.Check(wish.Name, schema);
        var opened = new TicketOpened(id, wish.Kind, visit, wish.Name, ordinal)
        {
            Value = wish.Value,
            Schema = wish.Schema,
            Deadline = wish.Deadline ?? (wish.Duration is { } duration ? run.Parts.Time.GetUtcNow() + duration : null),
            Default = wish.Default,
            Child = wish.Child,
            Effect = wish.Effect,
        };
        var given = wish.IsQuestion ? run.Given?.For(opened) : null;
        if (given is not null) opened = opened with { Given = true };
        IReadOnlyList<OutboxMessage> messages = wish.IsQuestion && given is null ? run.Parts.Notices.Of(new QuestionAsked(run.Row, opened, run.Case?.Facts, run.Parts.Time.GetUtcNow())) : [];
        if (messages.Count > 0) run.Journal.Buffer(opened, messages);
        else run.Journal.Buffer(opened);
        var ticket = run.Ledger.Open(opened);
        if (wish.Kind == TicketKind.Retry) run.Ledger.Spending.Sleep(visit, wish.Name);
        if (wish.Kind == TicketKind.Event && run.Ledger.Events.Find(early => early.Name == wish.Name) is { } early)
        {
            run.Ledger.Events.Remove(early);
            return Closed(ticket, new TicketClosed(id, TicketClosure.Completed, early.Value ?? JsonBytes.Null));
        }

        if (given is not null) return Closed(ticket, new TicketClosed(id, TicketClosure.Completed, given));
        if (wish.Ended is { } ended)
        {
            var closed = Closed(ticket, new TicketClosed(id, TicketClosure.Completed, ended.Output) { Error = ChildRuns.ErrorOf(ended), Spent = ended.Spent });
            if (run.Ledger.Spending.Return(visit, ended.Spent)) run.WarnOfBudget();
            return closed;
        }

        if (!wish.Kind.IsForOthers()) return ticket;
        if (wish.IsQuestion) TicketMeasures.Opened(wish.Kind, run.Row.Graph);
        run.Journal.OpenTicket(new TicketRow(id, run.Row.Id, wish.Kind, visit)
        {
            Name = wish.Name,
            Value = wish.Value,
            Schema = wish.Schema,
            Deadline = opened.Deadline,
        });
        return ticket;
    }

    /// <summary>Closes a ticket that is answered in the moment in which it is opened: the store never sees it.</summary>
    private TicketRecord Closed(TicketRecord ticket, TicketClosed closed)
    {
        ticket.Closed = closed;
        run.Journal.Buffer(closed);
        return ticket;
    }
}
