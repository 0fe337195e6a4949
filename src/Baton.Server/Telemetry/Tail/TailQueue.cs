using System.Collections.Concurrent;
using Baton.Engine.Telemetry;

namespace Baton.Server.Telemetry.Tail;

/// <summary>
/// Ended runs whose trees are to be read. Those that will be exported for certain have a place of their own: a crowd of runs that only may be
/// does not drop them.
/// </summary>
internal sealed class TailQueue(TailDecision decision, int size)
{
    private readonly ConcurrentQueue<Candidate> _certain = new();
    private readonly ConcurrentQueue<Candidate> _others = new();
    private readonly SemaphoreSlim _there = new(0);

    /// <summary>Takes a run; never waits.</summary>
    public void Add(EndedRun ended)
    {
        if (decision.IsSettled(ended)) return;
        var reason = decision.Reason(ended);
        if (reason is null && !decision.MayTell(ended)) return;
        var queue = reason is null ? _others : _certain;
        if (queue.Count >= size)
        {
            Count("dropped");
            return;
        }

        queue.Enqueue(new Candidate(ended, reason));
        _there.Release();
    }

    /// <summary>The next run, the certain ones first; null once the queue is closed and empty.</summary>
    public async ValueTask<Candidate?> NextAsync()
    {
        await _there.WaitAsync();
        return _certain.TryDequeue(out var next) || _others.TryDequeue(out next) ? next : null;
    }

    /// <summary>Takes no more: what is there is still given out.</summary>
    public void Close() => _there.Release();

    public static void Count(string outcome) => Measure.Add(ExportMeasures.Trees, 1, new KeyValuePair<string, object?>(TelemetryNames.Outcome, outcome));
}

/// <summary>A run whose tree may be exported.</summary>
/// <param name="Ended">The run.</param>
/// <param name="Reason">Why it is; null where the tree decides.</param>
internal sealed record Candidate(EndedRun Ended, string? Reason);
