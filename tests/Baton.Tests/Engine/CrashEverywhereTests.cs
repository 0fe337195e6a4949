using System.Collections.Concurrent;
using Baton.Engine.Runs;
using Baton.Tests.Engine.Crash;

namespace Baton.Tests.Engine;

/// <summary>A crash after every single append of a run that uses everything leaves the same result as no crash.</summary>
public sealed class CrashEverywhereTests
{
    [Theory]
    [InlineData(CrashMode.AfterReply)]
    [InlineData(CrashMode.BeforeReply)]
    public async Task A_crash_after_any_append_changes_nothing(CrashMode mode)
    {
        var undisturbed = await CrashRun.ExecuteAsync(CrashGraphs.Id, new { text = "yes" }, int.MaxValue, mode);
        Assert.Empty(undisturbed.Faults);
        Assert.Equal(RunStatus.Success, undisturbed.Status);
        var faults = new ConcurrentBag<string>();
        var repeated = 0;

        // Most of a run is spent asleep: many go at once.
        var options = new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = TestContext.Current.CancellationToken };
        await Parallel.ForEachAsync(Enumerable.Range(1, undisturbed.Appends), options, async (limit, _) =>
        {
            var run = await CrashRun.ExecuteAsync(CrashGraphs.Id, new { text = "yes" }, limit, mode);
            Interlocked.Add(ref repeated, run.RepeatedStarts);
            foreach (var fault in Differences(undisturbed, run)) faults.Add($"Crash after append {limit}: {fault}");
        });

        Assert.True(faults.IsEmpty, string.Join('\n', faults.Order(StringComparer.Ordinal).Take(40)));
        if (mode == CrashMode.AfterReply) Assert.True(repeated > 0, "No crash fell between an effect's start and its result.");
    }

    [Theory]
    [InlineData(CrashMode.AfterReply)]
    [InlineData(CrashMode.BeforeReply)]
    public async Task A_call_that_may_have_been_made_is_not_repeated_unasked_when_its_node_is_tried_again(CrashMode mode)
    {
        var answer = new { action = "result", value = "a person said so" };
        var undisturbed = await CrashRun.ExecuteAsync(CrashGraphs.OnceId, answer, int.MaxValue, mode);
        Assert.Empty(undisturbed.Faults);

        for (var limit = 1; limit <= undisturbed.Appends; limit++)
        {
            var run = await CrashRun.ExecuteAsync(CrashGraphs.OnceId, answer, limit, mode);

            Assert.Empty(run.Faults);
            Assert.Equal(RunStatus.Success, run.Status);
        }
    }

    private static IEnumerable<string> Differences(CrashRun expected, CrashRun actual)
    {
        foreach (var fault in actual.Faults) yield return fault;
        if (actual.Status != expected.Status) yield return $"the run is {actual.Status}";
        else if (Lines(actual) != Lines(expected)) yield return $"the output is {Lines(actual)} and should be {Lines(expected)}";
        foreach (var missing in expected.Completed.Except(actual.Completed)) yield return $"missing: {missing}";
        foreach (var extra in actual.Completed.Except(expected.Completed)) yield return $"unexpected: {extra}";
        foreach (var twice in actual.Completed.GroupBy(line => line).Where(group => group.Count() > 1)) yield return $"{twice.Count()} times: {twice.Key}";
    }

    private static string Lines(CrashRun run) => run.Output!.Value.GetProperty("lines").ToString();
}
