using Baton.Chaos.Outside;
using Baton.Engine.Journal;
using Baton.Errors;
using Baton.LedgerServer.Programs;

namespace Baton.Chaos.Checking;

/// <summary>Compares what a run's journal says of its effects with what reached the tally.</summary>
/// <param name="run">The run.</param>
/// <param name="prediction">What it must come to.</param>
/// <param name="calls">Its calls, by visit.</param>
/// <param name="findings">Where faults go.</param>
internal sealed class EffectCheck(StoredRun run, Prediction prediction, ILookup<string, TallyCall> calls, Findings findings)
{
    /// <summary>How many starts said that an earlier one may have been carried out.</summary>
    public int Repeats { get; private set; }

    public void Check()
    {
        var starts = run.Bodies.Where(entry => entry.Body is EffectStarted).ToLookup(entry => ((EffectStarted)entry.Body).Visit);
        findings.Same(run, "visits with effects", Sorted(prediction.Effects.Keys), Sorted(starts.Select(group => group.Key)));
        foreach (var unknown in calls.Where(group => !prediction.Effects.ContainsKey(group.Key))) findings.Add($"{run}: {unknown.Key} called the tally.");
        foreach (var (visit, command) in prediction.Effects)
        {
            Repeats += starts[visit].Count(entry => ((EffectStarted)entry.Body).Repeated);
            var firsts = starts[visit].GroupBy(entry => ((EffectStarted)entry.Body).Name).Select(group => group.First().Seq).ToHashSet();
            var completed = run.Bodies.Where(entry => entry.Body is EffectCompleted done && firsts.Contains(done.Start)).ToList();
            var failed = run.All<EffectFailed>().Where(failure => firsts.Contains(failure.Start)).ToList();
            findings.Same(run, $"results of {visit}", [command.Amount], completed.Select(entry => ((EffectCompleted)entry.Body).Result.GetInt32()));
            if (completed.Count == 1 && starts[visit].Any(entry => entry.Seq > completed[0].Seq)) findings.Add($"{run}: {visit} was started after its result was recorded.");
            if (command.Kind == CommandKind.Record) CheckRecord(visit, failed);
            else CheckCalls(visit, command, starts[visit].Count(), failed);
        }
    }

    private void CheckRecord(string visit, List<EffectFailed> failed)
    {
        foreach (var failure in failed.Where(failure => failure.Error.Code != ErrorCodes.RecordConflict)) findings.Add($"{run}: {visit} failed with {failure.Error}.");
    }

    private void CheckCalls(string visit, Command command, int starts, List<EffectFailed> failed)
    {
        var made = calls[visit].ToList();
        findings.Same(run, $"keys of {visit}", [1], [made.Select(call => call.Key).Distinct(StringComparer.Ordinal).Count()]);

        // Each call is announced: by a start, or by the failure of the try before it that says when the next one is due.
        var announced = starts + failed.Count(failure => failure.RetryAt is not null);
        if (made.Count > announced) findings.Add($"{run}: {visit} was called {made.Count} times and announced {announced} times.");
        if (!made.Exists(call => !call.Refused)) findings.Add($"{run}: {visit} has a result and was never called.");

        // In whichever order: the first call of a server that stood still may arrive after the repetition.
        if (made.Count(call => !call.Repeated) > 1) findings.Add($"{run}: {visit} was called again and did not say so.");
        if (command.Kind != CommandKind.Once) return;
        var allowed = 1 + Approvals(visit);
        if (made.Count > allowed) findings.Add($"{run}: {visit} is at most once; {made.Count} calls were made and {allowed} allowed.");
    }

    /// <summary>How often a person allowed a call that may have been made to be made again.</summary>
    private int Approvals(string visit)
    {
        var questions = run.All<TicketOpened>().Where(ticket => ticket.Kind == TicketKind.Approval && ticket.Visit == visit).Select(ticket => ticket.Ticket).ToHashSet();
        return run.All<TicketClosed>().Count(closed => questions.Contains(closed.Ticket) && closed.Value?.GetProperty("action").GetString() == "repeat");
    }

    private static IEnumerable<string> Sorted(IEnumerable<string> names) => names.Order(StringComparer.Ordinal);
}
