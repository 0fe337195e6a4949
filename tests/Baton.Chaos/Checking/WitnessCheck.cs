using Baton.LedgerServer.Witness;

namespace Baton.Chaos.Checking;

/// <summary>
/// Compares what servers were told by the store with what is in it: an append that was acknowledged is there as it was, once, and nobody
/// appended to a run after somebody else had taken it.
/// </summary>
internal sealed class WitnessCheck(StoredRuns runs, Findings findings)
{
    /// <summary>How many appends of servers that had lost their run were refused.</summary>
    public int Fenced { get; private set; }

    public async Task CheckAsync(string directory, CancellationToken cancellationToken)
    {
        var lines = new List<WitnessLine>();
        foreach (var file in Directory.EnumerateFiles(directory))
        {
            lines.AddRange((await File.ReadAllLinesAsync(file, cancellationToken)).Select(WitnessLine.Parse));
        }

        Fenced = lines.Count(line => line.What == WitnessLine.Fenced);
        foreach (var appends in lines.Where(line => line is { What: WitnessLine.Committed, Count: > 0 }).GroupBy(line => line.Run))
        {
            if (runs.ById.TryGetValue(appends.Key, out var run)) Check(run, [.. appends.OrderBy(line => line.First)]);
            else findings.Add($"run {appends.Key:D}: entries were acknowledged, and the run is gone.");
        }
    }

    private void Check(StoredRun run, List<WitnessLine> appends)
    {
        WitnessLine? before = null;
        foreach (var append in appends)
        {
            var entries = run.Stored.Where(entry => entry.Seq >= append.First && entry.Seq < append.First + append.Count).ToList();
            if (entries.Count != append.Count || WitnessLog.Hash(entries) != append.Hash) findings.Add($"{run}: the acknowledged append [{append}] is not in the journal as it was.");
            if (before is not null && append.First < before.First + before.Count) findings.Add($"{run}: [{before}] and [{append}] were both acknowledged.");
            if (before is not null && append.Epoch < before.Epoch) findings.Add($"{run}: [{append}] came after [{before}], whose owner had taken the run over.");
            if (before is not null && append.Epoch == before.Epoch && append.Owner != before.Owner) findings.Add($"{run}: [{before}] and [{append}] have one epoch and two owners.");
            before = append;
        }
    }
}
