using System.Diagnostics;

namespace Baton.Chaos;

/// <summary>Plays seeds one after another and prints a line for each.</summary>
public static class ChaosCommand
{
    private const int MostPrinted = 30;

    /// <summary>Plays the seeds.</summary>
    /// <returns>0; 1 where a violation was found.</returns>
    public static async Task<int> RunAsync(ChaosOptions options, TextWriter output, CancellationToken cancellationToken)
    {
        var begun = Stopwatch.GetTimestamp();
        var results = new List<SeedResult>();
        foreach (var seed in Enumerable.Range(options.Seed, options.Seeds))
        {
            var result = await ChaosRun.PlayAsync(options, seed, cancellationToken);
            results.Add(result);
            await output.WriteLineAsync(result.ToString());
            if (result.Violations.Count == 0) continue;
            await output.WriteLineAsync($"  again: dotnet run --project tests/Baton.Chaos -- {options.Command(seed)}");
            foreach (var violation in result.Violations.Take(MostPrinted).Append(result.Violations[^1]).Distinct()) await output.WriteLineAsync($"  {violation}");
        }

        var faults = results.SelectMany(result => result.Faults).GroupBy(fault => fault.Key).OrderBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => $"{group.Key} {group.Sum(fault => fault.Value)}");
        await output.WriteLineAsync(
            $"{results.Count} seeds on {options.Store} with {options.Servers} server(s): {results.Sum(result => result.Runs)} runs, {results.Sum(result => result.Entries)} entries; "
            + $"faults: {string.Join(", ", faults)}; {results.Sum(result => result.Repeats)} repeated starts, {results.Sum(result => result.Fenced)} fenced appends, "
            + $"{results.Sum(result => result.Resent)} requests sent again; {results.Sum(result => result.Violations.Count)} violations; {Stopwatch.GetElapsedTime(begun).TotalSeconds:0} s");
        return results.Any(result => result.Violations.Count > 0) ? 1 : 0;
    }
}
