using System.Collections.Concurrent;
using System.Text.Json.Nodes;

namespace Baton.Cli.Batch;

/// <summary>Runs many inputs, so many at once.</summary>
/// <param name="target">Where they run.</param>
/// <param name="time">The clock that durations are taken from.</param>
internal sealed class BatchRunner(IRunTarget target, TimeProvider time)
{
    /// <summary>Runs all inputs. A run that fails does not stop the others.</summary>
    /// <param name="assistant">The assistant.</param>
    /// <param name="inputs">The inputs.</param>
    /// <param name="concurrency">How many run at once, at least 1.</param>
    /// <param name="onResult">Called after each run, by several threads.</param>
    /// <param name="cancellationToken">Stops the batch; runs that were started go on where they run.</param>
    /// <returns>The results in the inputs' order.</returns>
    public async Task<BatchResults> RunAsync(
        string assistant, IReadOnlyList<JsonObject> inputs, int concurrency, Action<BatchResult> onResult, CancellationToken cancellationToken)
    {
        var results = new ConcurrentBag<BatchResult>();
        var begun = time.GetTimestamp();
        var options = new ParallelOptions { MaxDegreeOfParallelism = concurrency, CancellationToken = cancellationToken };
        await Parallel.ForAsync(0, inputs.Count, options, async (index, cancellation) =>
        {
            var started = time.GetTimestamp();
            var outcome = await target.RunAsync(assistant, inputs[index], cancellation);
            var result = new BatchResult(index, inputs[index], outcome, time.GetElapsedTime(started));
            results.Add(result);
            onResult(result);
        });
        return new BatchResults([.. results.OrderBy(result => result.Index)], time.GetElapsedTime(begun));
    }
}

/// <summary>One input and what came of it.</summary>
/// <param name="Index">The input's place, from 0.</param>
/// <param name="Input">The input.</param>
/// <param name="Outcome">What came of it.</param>
/// <param name="Took">How long it took.</param>
internal sealed record BatchResult(int Index, JsonObject Input, RunOutcome Outcome, TimeSpan Took);

/// <summary>All results.</summary>
/// <param name="Results">In the inputs' order.</param>
/// <param name="Took">How long the batch took.</param>
internal sealed record BatchResults(IReadOnlyList<BatchResult> Results, TimeSpan Took)
{
    /// <summary>How many runs failed.</summary>
    public int Failed => Results.Count(result => result.Outcome.Error is not null);

    /// <summary>How many runs wait for somebody.</summary>
    public int Waiting => Results.Count(result => result.Outcome.Waits);

    /// <summary>How many runs ended each second.</summary>
    public double PerSecond => Took > TimeSpan.Zero ? Results.Count / Took.TotalSeconds : 0;

    /// <summary>The time within which a share of the runs ended.</summary>
    public TimeSpan Within(double share)
    {
        if (Results.Count == 0) return TimeSpan.Zero;
        TimeSpan[] sorted = [.. Results.Select(result => result.Took).Order()];
        return sorted[Math.Clamp((int)Math.Ceiling(share * sorted.Length) - 1, 0, sorted.Length - 1)];
    }
}
