using Baton.Engine.Journal;
using Baton.Engine.Runs;
using Baton.Engine.Stores;

namespace Baton.Engine.Explaining;

/// <summary>What a run that is not over has begun and not ended: waits, tries, calls.</summary>
internal static class OpenWork
{
    /// <summary>Of so many waits each is explained; the others are like them.</summary>
    private const int MostExplained = 20;

    public static async ValueTask<IReadOnlyList<Reason>> ReasonsAsync(IStore store, RunRow row, RunLedger ledger, CancellationToken cancellationToken)
    {
        var since = (await store.Runs.TicketsAsync(new TicketQuery(row.Tenant) { Run = row.Id, Limit = MostExplained }, cancellationToken))
            .ToDictionary(ticket => ticket.Id, ticket => ticket.CreatedAt, StringComparer.Ordinal);
        var reasons = new List<Reason>();
        foreach (var ticket in ledger.Tickets.Values.Where(ticket => ticket.IsOpen).Take(MostExplained))
        {
            var opened = ticket.Opened;
            var reason = opened.Child is { } child ? await ChildAsync(store, row, child, cancellationToken) : Wait(row, opened, ledger);
            reasons.Add(reason with { Node = opened.Visit, Ticket = opened.Ticket, Due = opened.Deadline, Since = since.GetValueOrDefault(opened.Ticket, row.UpdatedAt) });
        }

        if (row.Status == RunStatus.Running) reasons.AddRange(ledger.Visits.SelectMany(visit => Calls(visit.Key, visit.Value)).Take(MostExplained));
        return reasons;
    }

    private static Reason Wait(RunRow row, TicketOpened opened, RunLedger ledger) => opened.Kind switch
    {
        TicketKind.Approval => new Reason(
            ReasonCodes.Person,
            opened.Effect is { } effect
                ? $"{opened.Visit} asks a person whether to make the call '{effect}' again, of which nobody knows whether it was made.{Until(opened)}"
                : $"{opened.Visit} waits for a person's answer to '{opened.Name}'.{Until(opened)}",
            $"Answer it: POST /ops/inbox/{opened.Ticket}."),
        TicketKind.Event => new Reason(ReasonCodes.Event, $"{opened.Visit} waits for the event '{opened.Name}'.{Until(opened)}", $"Send it: POST /ops/runs/{row.Id:D}/signals."),
        TicketKind.Breakpoint => new Reason(ReasonCodes.Breakpoint, $"It was told to stop at {opened.Visit}.", "Run its thread without input, or resume it."),
        TicketKind.Retry => Effect(ledger, opened) is { } effect ? Again(opened.Visit, effect) : new Reason(ReasonCodes.Retry, $"A try of {opened.Visit} failed; the next one is due{On(opened.Deadline)}.", "Wait until then, or mend what fails: GET the run's tree for the error."),
        TicketKind.Remote => new Reason(ReasonCodes.Timer, $"{opened.Visit} waits for the remote agent '{opened.Name}', whose task goes on; the next look is due{On(opened.Deadline)}.", "See how the agent is: GET /ops/remote-agents."),
        _ => new Reason(ReasonCodes.Timer, $"{opened.Visit} sleeps{At(opened.Deadline)}.", "Wait until then."),
    };

    private static async ValueTask<Reason> ChildAsync(IStore store, RunRow row, Guid child, CancellationToken cancellationToken)
    {
        var found = await store.Runs.FindAsync(row.Tenant, child, cancellationToken);
        return new Reason(
            ReasonCodes.Child,
            $"It waits for its child run {child:D}{(found is null ? ", which is not there" : $" of '{found.Graph}', which is {found.Status.Word()} since {RunExplainer.When(found.UpdatedAt)}")}.",
            $"See what the child waits for: GET /ops/runs/{child:D}/explain.")
        { RunId = child };
    }

    private static IEnumerable<Reason> Calls(string visit, VisitRecord record)
    {
        if (record.RetryAt is { } again)
        {
            yield return new Reason(ReasonCodes.Retry, $"Try {record.FailedAttempts} of {visit} failed; the next one is due{On(again)}.", "Wait until then.") { Node = visit, Due = again };
        }

        foreach (var effect in record.Effects)
        {
            if (effect is { Completed: null, LastFailure.RetryAt: not null, IsUnderWay: false })
            {
                yield return Again(visit, effect);
            }
            else if (effect is { Completed: null, IsUnderWay: true })
            {
                yield return new Reason(ReasonCodes.Call, $"The call '{effect.Started.Name}' in {visit} is under way.", "Wait for its answer or its timeout, or cancel the run.") { Node = visit };
            }
        }
    }

    // Two calls of a visit may wait at once: each has its own ticket, which bears the call's name.
    private static EffectRecord? Effect(RunLedger ledger, TicketOpened opened) => ledger.Visits.GetValueOrDefault(opened.Visit)?.Effects.LastOrDefault(
        effect => effect is { Completed: null, LastFailure.RetryAt: not null, IsUnderWay: false }
            && opened.Name.StartsWith($"{effect.Started.Name}.{effect.Started.Ordinal}.", StringComparison.Ordinal));

    private static Reason Again(string visit, EffectRecord effect)
    {
        var failure = effect.LastFailure!;
        var (code, what, cure) = failure.Held
            ? (ReasonCodes.Held, $"The call '{effect.Started.Name}' in {visit} is held back ({failure.Error.Code}): {failure.Error.Message} It is looked at again{On(failure.RetryAt)}.", "Wait until then, or take away what holds it back.")
            : (ReasonCodes.Retry, $"Try {failure.Attempt} of the call '{effect.Started.Name}' in {visit} failed with {failure.Error.Code}; the next one is due{On(failure.RetryAt)}.", "Wait until then, or mend what fails.");
        return new Reason(code, what, cure) { Node = visit, Due = failure.RetryAt, ErrorCode = failure.Error.Code };
    }

    private static string Until(TicketOpened opened) => opened.Deadline is { } deadline
        ? $" From {RunExplainer.When(deadline)} on it goes on without."
        : "";

    private static string At(DateTimeOffset? due) => due is { } at ? $" until {RunExplainer.When(at)}" : "";

    private static string On(DateTimeOffset? due) => due is { } at ? $" at {RunExplainer.When(at)}" : "";
}
