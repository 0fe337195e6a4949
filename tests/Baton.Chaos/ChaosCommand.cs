using System.Diagnostics;
using Baton.Chaos.Stores;

namespace Baton.Chaos;

/// <summary>Plays seeds one after another, prints a line for each, and a table at the end.</summary>
public static class ChaosCommand
{
    private const int MostPrinted = 30;

    /// <summary>Plays the seeds.</summary>
    /// <returns>0; 1 where a violation was found.</returns>
    public static async Task<int> RunAsync(ChaosOptions options, TextWriter output, CancellationToken cancellationToken)
    {
        var begun = Stopwatch.GetTimestamp();
        var results = new List<SeedResult>();
        await using var grounds = new Grounds(options);
        var last = options.Seed + options.Seeds - 1;
        var starting = ChaosRun.StartAsync(options, grounds, options.Seed, cancellationToken);
        for (var seed = options.Seed; seed <= last; seed++)
        {
            await using var run = await starting;
            await run.DriveAsync(cancellationToken);

            // The next one's servers start while this one's store is read.
            if (seed < last) starting = ChaosRun.StartAsync(options, grounds, seed + 1, cancellationToken);
            try
            {
                var result = await run.CheckAsync(cancellationToken);
                results.Add(result);
                await PrintAsync(result, options, output);
            }
            catch when (seed < last)
            {
                await (await starting).DisposeAsync();
                throw;
            }
        }

        await output.WriteLineAsync(new SeedTotals(options, results, Stopwatch.GetElapsedTime(begun)).ToString());
        return results.Any(result => result.Violations.Count > 0) ? 1 : 0;
    }

    private static async Task PrintAsync(SeedResult result, ChaosOptions options, TextWriter output)
    {
        await output.WriteLineAsync(result.ToString());
        if (result.Violations.Count == 0) return;
        await output.WriteLineAsync($"  again: dotnet run --project tests/Baton.Chaos -- {options.Command(result.Seed)}");
        foreach (var violation in result.Violations.Take(MostPrinted).Append(result.Violations[^1]).Distinct()) await output.WriteLineAsync($"  {violation}");
    }
}
