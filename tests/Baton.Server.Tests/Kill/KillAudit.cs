using System.Text.Json;
using Baton.Engine.Journal;
using Baton.Engine.Runs;
using Baton.Engine.Stores;
using Baton.LedgerServer;
using Baton.Sqlite;

namespace Baton.Server.Tests.Kill;

/// <summary>Compares what the journals say, read from the file of a server that is gone, with what effects left in the world.</summary>
internal sealed class KillAudit
{
    private readonly List<string> _faults = [];

    public IReadOnlyList<string> Faults => _faults;

    public int Runs { get; private set; }

    public int Entries { get; private set; }

    public int RepeatedStarts { get; private set; }

    public int RepeatedCalls { get; private set; }

    /// <summary>The runs that have ended well, with their output.</summary>
    public Dictionary<Guid, JsonElement> Outputs { get; } = [];

    /// <summary>When the journals of the ledger's runs were written, entry by entry, oldest first.</summary>
    public List<DateTimeOffset> LedgerTimes { get; } = [];

    public static async Task<KillAudit> ReadAsync(string directory, CancellationToken cancellationToken)
    {
        var audit = new KillAudit();
        var lines = (await File.ReadAllLinesAsync(Path.Combine(directory, EffectsLog.FileName), cancellationToken))
            .Select(EffectLine.Parse).ToLookup(line => line.Run);
        await using var store = new SqliteStore(new SqliteOptions { Directory = directory });
        await store.OpenAsync(cancellationToken);
        audit._faults.AddRange(await store.CheckIntegrityAsync(cancellationToken));
        foreach (var run in await store.Runs.QueryAsync(new RunQuery(null) { Limit = 1_000, IncludeHidden = true }, cancellationToken))
        {
            audit.Check(run, await new JournalReader(store).ReadAsync(run.Id, 0, int.MaxValue, cancellationToken), [.. lines[run.Id]]);
        }

        foreach (var unknown in lines.Where(group => !audit.Outputs.ContainsKey(group.Key))) audit._faults.Add($"Run {unknown.Key} has lines and no success.");
        audit.LedgerTimes.Sort();
        return audit;
    }

    private void Check(RunRow run, IReadOnlyList<JournalEntry> entries, IReadOnlyList<EffectLine> lines)
    {
        Runs++;
        Entries += entries.Count;
        var isLedger = run.Graph == LedgerGraph.Id;
        if (isLedger) LedgerTimes.AddRange(entries.Select(entry => entry.At));
        var bodies = entries.Select(entry => (entry.Seq, entry.Kind, entry.At, Body: JsonElement.Parse(entry.Body.Span))).ToList();
        var finished = bodies.Where(entry => entry.Kind == EntryKind.RunFinished).ToList();

        Same(run, "sequence numbers", Enumerable.Range(1, entries.Count), entries.Select(entry => entry.Seq));
        Same(run, "the row's last number", [entries.Count], [run.Seq]);
        Same(run, "status", [RunStatus.Success], [run.Status]);
        Same(run, "ends", [entries.Count], finished.Select(entry => entry.Seq));
        Same(
            run, "checkpoints", Sorted(isLedger ? LedgerGraph.Checkpoints : ApprovalGraph.Checkpoints),
            Sorted(bodies.Where(entry => entry.Kind == EntryKind.Checkpoint).Select(entry => Visit(entry.Body))));
        if (finished.Count == 1 && finished[0].Body.TryGetProperty("output", out var output)) Outputs[run.Id] = output;

        var visits = isLedger ? LedgerGraph.Visits : ApprovalGraph.Visits;
        Same(run, "visits with effects", Sorted(visits), Sorted(bodies.Where(entry => entry.Kind == EntryKind.EffectStarted).Select(entry => Visit(entry.Body)).Distinct()));
        Same(run, "visits with lines", Sorted(visits), Sorted(lines.Select(line => line.Visit).Distinct()));
        foreach (var visit in visits)
        {
            var starts = bodies.Where(entry => entry.Kind == EntryKind.EffectStarted && Visit(entry.Body) == visit).ToList();
            var first = starts.Count == 0 ? 0 : starts[0].Seq;
            var completed = bodies.Where(entry => entry.Kind == EntryKind.EffectCompleted && entry.Body.GetProperty("start").GetInt32() == first).ToList();
            CheckEffect(run, visit, starts, completed, [.. lines.Where(line => line.Visit == visit)]);
        }
    }

    private void CheckEffect(
        RunRow run, string visit, List<(int Seq, EntryKind Kind, DateTimeOffset At, JsonElement Body)> starts,
        List<(int Seq, EntryKind Kind, DateTimeOffset At, JsonElement Body)> completed, List<EffectLine> lines)
    {
        var repeated = starts.Count(start => start.Body.TryGetProperty("repeated", out var flag) && flag.GetBoolean());
        RepeatedStarts += repeated;
        RepeatedCalls += Math.Max(0, lines.Count - 1);
        Same(run, $"starts of {visit} that are not marked as repeated", [1], [starts.Count - repeated]);
        Same(run, $"results of {visit}", [1], [completed.Count]);
        Same(run, $"keys of {visit}", [1], [lines.Select(line => line.Key).Distinct(StringComparer.Ordinal).Count()]);
        if (lines.Count > starts.Count) _faults.Add($"Run {run.Id}: {visit} was called {lines.Count} times and started {starts.Count} times.");
        if (completed.Count != 1) return;
        if (starts[^1].Seq > completed[0].Seq) _faults.Add($"Run {run.Id}: {visit} was started after its result was recorded.");
    }

    private void Same<T>(RunRow run, string what, IEnumerable<T> expected, IEnumerable<T> actual)
    {
        var (left, right) = (string.Join(' ', expected), string.Join(' ', actual));
        if (left != right) _faults.Add($"Run {run.Id} of {run.Graph}: {what} should be '{left}' and are '{right}'.");
    }

    private static string Visit(JsonElement body) => body.GetProperty("visit").GetString()!;

    private static IEnumerable<string> Sorted(IEnumerable<string> names) => names.Order(StringComparer.Ordinal);
}
