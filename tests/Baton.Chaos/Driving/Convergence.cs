using System.Diagnostics;

namespace Baton.Chaos.Driving;

/// <summary>Waits until no run is under way any more, and notices when none of them moves.</summary>
/// <param name="calls">Where it asks.</param>
/// <param name="stuckAfter">How long nothing moves before that counts as stuck.</param>
internal sealed class Convergence(ServerCalls calls, TimeSpan stuckAfter)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    /// <summary>Waits until everything is submitted and has ended.</summary>
    /// <param name="submitting">Ends when everything is submitted.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The runs that are stuck; empty where all have ended.</returns>
    public async Task<IReadOnlyList<Guid>> WaitAsync(Task submitting, CancellationToken cancellationToken)
    {
        var before = "";
        var since = Stopwatch.GetTimestamp();
        while (true)
        {
            // Asked first: what is submitted after it must be seen in the rows.
            var isSubmitted = submitting.IsCompleted;
            var rows = (await calls.GetAsync("/ops/runs?status=pending,running,waiting,sleeping&limit=1000", cancellationToken)).EnumerateArray().ToList();
            if (rows.Count == 0 && isSubmitted)
            {
                await submitting;
                return [];
            }

            var now = string.Join(' ', rows.Select(row => $"{row.GetProperty("run_id")}:{row.GetProperty("status")}:{row.GetProperty("seq")}").Order(StringComparer.Ordinal));
            if (now != before) (before, since) = (now, Stopwatch.GetTimestamp());
            else if (Stopwatch.GetElapsedTime(since) > stuckAfter) return [.. rows.Select(row => row.GetProperty("run_id").GetGuid())];
            await Task.Delay(Pause, cancellationToken);
        }
    }
}
