using System.Diagnostics;
using System.Text;
using Baton.Engine.Journal;
using Baton.Engine.Stores;

namespace Baton.Benchmarks;

/// <summary>The baseline: loops that do a run's appends on the store itself, with no engine around them: same statement, bytes, fence and concurrency.</summary>
internal static class RawAppends
{
    private static readonly byte[] Body = Encoding.UTF8.GetBytes(
        """{"visit":"draft#1","next":"review","patch":{"set":{"answer":"We looked at the payment and will try it again today."}}}""");

    /// <summary>Rows per second with so many loops at once.</summary>
    public static async Task<double> MeasureAsync(string storeName, int concurrency, TimeSpan duration)
    {
        await using var place = BenchStore.Create(storeName);
        await place.Store.OpenAsync(CancellationToken.None);
        var me = await place.Store.Servers.RegisterAsync("raw", TimeSpan.FromMinutes(5), CancellationToken.None);
        await LoopAsync(place.Store, me, concurrency, duration / 4);
        var clock = Stopwatch.StartNew();
        var rows = await LoopAsync(place.Store, me, concurrency, duration);
        return rows / clock.Elapsed.TotalSeconds;
    }

    /// <summary>The median time of so many commits one after another, in milliseconds.</summary>
    public static async Task<double> CommitLatencyAsync(string storeName, int commits)
    {
        await using var place = BenchStore.Create(storeName);
        await place.Store.OpenAsync(CancellationToken.None);
        var me = await place.Store.Servers.RegisterAsync("raw", TimeSpan.FromMinutes(5), CancellationToken.None);
        var times = new List<double>();
        for (var round = 0; round < 400; round++)
        {
            var begun = Stopwatch.GetTimestamp();
            await OneRunAsync(place.Store, me, commits - 1);
            times.Add(Stopwatch.GetElapsedTime(begun).TotalMilliseconds);
        }

        times.Sort();
        return times[times.Count / 2];
    }

    public static async Task<long> LoopAsync(IStore store, long me, int concurrency, TimeSpan duration)
    {
        var until = Stopwatch.GetTimestamp() + (long)(duration.TotalSeconds * Stopwatch.Frequency);
        var counts = await Task.WhenAll(Enumerable.Range(0, concurrency).Select(async _ =>
        {
            await Task.Yield();
            long rows = 0;
            while (Stopwatch.GetTimestamp() < until) rows += await OneRunAsync(store, me, 200);
            return rows;
        }));
        return counts.Sum();
    }

    private static async Task<int> OneRunAsync(IStore store, long me, int rows)
    {
        var at = DateTimeOffset.UtcNow;
        var accepted = await store.Runs.AcceptAsync(
            new RunAcceptance("default", Guid.CreateVersion7(), BenchGraph.Id, 1, "default", [new JournalEntry(1, EntryKind.RunStarted, at, Body)])
            {
                Assistant = BenchGraph.Id,
                Owner = me,
            },
            CancellationToken.None);
        for (var seq = 2; seq < rows + 2; seq++)
        {
            var append = new JournalAppend(accepted.Lease!, [new JournalEntry(seq, EntryKind.Checkpoint, at, Body)]);
            var outcome = await store.Runs.AppendAsync(append, CancellationToken.None);
            if (outcome.Status != AppendStatus.Committed) throw new InvalidOperationException($"An append was {outcome.Status}.");
        }

        return rows;
    }
}
