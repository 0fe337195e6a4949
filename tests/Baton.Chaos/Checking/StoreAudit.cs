using Baton.Chaos.Driving;
using Baton.Chaos.Outside;
using Baton.Engine.Stores;
using Baton.LedgerServer.Programs;

namespace Baton.Chaos.Checking;

/// <summary>Reads the store of servers that are gone, through its ports, and compares all of it with the model.</summary>
internal sealed class StoreAudit(IStore store, IReadOnlyList<TallyCall> calls, Acknowledged acknowledged, bool anyTimeout)
{
    private readonly Findings _findings = new();
    private readonly Dictionary<string, long> _tally = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _records = new(StringComparer.Ordinal);

    public IReadOnlyList<string> Findings => _findings.All;

    public int Runs { get; private set; }

    public int Entries { get; private set; }

    public int Effects { get; private set; }

    public int Repeats { get; private set; }

    public int Fenced { get; private set; }

    public async Task CheckAsync(string witnesses, CancellationToken cancellationToken)
    {
        _findings.AddRange(await store.CheckIntegrityAsync(cancellationToken));
        var runs = await StoredRuns.ReadAsync(store, cancellationToken);
        (Runs, Entries) = (runs.All.Count, runs.All.Sum(run => run.Entries.Count));
        CheckAccounts(runs);
        CheckRuns(runs);
        foreach (var turns in runs.All.Where(run => run.Row.Thread is not null).GroupBy(run => run.Row.Thread!))
        {
            await ThreadCheck.CheckAsync(store, turns, _findings, cancellationToken);
        }

        CheckAnswers(runs);
        foreach (var open in await store.Runs.TicketsAsync(new TicketQuery(null), cancellationToken)) _findings.Add($"run {open.Run:D}: ticket {open.Id} ({open.Kind} of {open.Visit}) is still open.");
        await CheckCountersAsync(cancellationToken);
        foreach (var (run, seen) in acknowledged.Streams) new StreamCheck(runs, _findings).Check(run, seen);
        var witness = new WitnessCheck(runs, _findings);
        await witness.CheckAsync(witnesses, cancellationToken);
        Fenced = witness.Fenced;
    }

    /// <summary>Every acknowledged run is there, once for its key, and no other.</summary>
    private void CheckAccounts(StoredRuns runs)
    {
        var roots = runs.All.Where(run => run.Row.Parent is null)
            .Select(run => $"{run.Row.Metadata?.GetProperty("key").GetString()}={run.Row.Id:D}").Order(StringComparer.Ordinal);
        var accepted = acknowledged.Runs.Select(pair => $"{pair.Key}={pair.Value:D}").Order(StringComparer.Ordinal);
        foreach (var lost in accepted.Except(roots, StringComparer.Ordinal)) _findings.Add($"{lost} was acknowledged and is not in the store.");
        foreach (var extra in roots.Except(accepted, StringComparer.Ordinal)) _findings.Add($"{extra} is in the store beside the acknowledged runs.");
        foreach (var child in runs.All.Where(run => run.Row.Parent is { } parent && !runs.ById.ContainsKey(parent.Run))) _findings.Add($"{child} has no parent.");
    }

    private void CheckRuns(StoredRuns runs)
    {
        var made = calls.ToLookup(call => call.Run);
        var threads = new Dictionary<string, Prediction>(StringComparer.Ordinal);
        foreach (var run in runs.All)
        {
            var before = run.Row.Thread is { } thread ? threads.GetValueOrDefault(thread) : null;
            var prediction = new ProgramModel(run.Program, new RunOutcomes(run, runs), anyTimeout).Predict(before);
            if (run.Row.Thread is { } here) threads[here] = prediction;
            new RunCheck(run, prediction, runs, _findings).Check();
            var effects = new EffectCheck(run, prediction, made[run.Row.Id].ToLookup(call => call.Visit), _findings);
            effects.Check();
            Repeats += effects.Repeats;
            Effects += prediction.Effects.Count;
            foreach (var (_, command) in prediction.Effects)
            {
                var counters = command.Kind == CommandKind.Record ? _records : _tally;
                counters[command.Counter] = counters.GetValueOrDefault(command.Counter) + command.Amount;
            }
        }

        foreach (var unknown in made.Where(group => !runs.ById.ContainsKey(group.Key))) _findings.Add($"run {unknown.Key:D} called the tally and is not in the store.");
    }

    private void CheckAnswers(StoredRuns runs)
    {
        var counted = runs.All.SelectMany(run => run.All<Engine.Journal.TicketClosed>()).ToDictionary(ticket => ticket.Ticket);
        foreach (var (ticket, amount) in acknowledged.Answers)
        {
            var got = counted.GetValueOrDefault(ticket)?.Value?.GetProperty("amount").GetInt64();
            if (got != amount) _findings.Add($"ticket {ticket}: the answer {amount} was acknowledged, and {(got is null ? "none" : got)} counts.");
        }
    }

    /// <summary>The tally counts each key once, the records each result once: both must be what all programs add up to.</summary>
    private async Task CheckCountersAsync(CancellationToken cancellationToken)
    {
        var tally = calls.Where(call => !call.Refused).DistinctBy(call => call.Key)
            .GroupBy(call => call.Counter).ToDictionary(group => group.Key, group => group.Sum(call => (long)call.Amount));
        _findings.Same("the tally", "counters", _tally, tally);
        var records = await store.Records.QueryAsync("default", RecordCounters.Collection, "", 0, 1_000, cancellationToken);
        _findings.Same("the records", "counters", _records, records.ToDictionary(record => record.Id, record => record.Value.GetInt64()));
    }
}
