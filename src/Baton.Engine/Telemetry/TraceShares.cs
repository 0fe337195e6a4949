using System.Collections.Immutable;
using System.Diagnostics;

namespace Baton.Engine.Telemetry;

/// <summary>
/// Which traces are left out by their id, as far as those know that listen. Spans of such traces are not begun: a run in one carries its trace in
/// its journal, and takes it up only where something may go out, in effects.
/// </summary>
/// <remarks>Safe for concurrent use.</remarks>
public static class TraceShares
{
    private static ImmutableArray<Decider> _deciders = [];

    /// <summary>Has somebody decide by a trace's id alone, until it is disposed.</summary>
    /// <param name="takes">True for a trace whose spans are wanted.</param>
    public static IDisposable Add(Func<ActivityTraceId, bool> takes)
    {
        var decider = new Decider(takes);
        ImmutableInterlocked.Update(ref _deciders, static (present, added) => present.Add(added), decider);
        return decider;
    }

    /// <summary>True where those that decide leave a trace out, all of them; false where nobody decides.</summary>
    public static bool LeaveOut(ActivityTraceId trace)
    {
        var deciders = _deciders;
        if (deciders.IsEmpty) return false;
        foreach (var decider in deciders)
        {
            if (decider.Takes(trace)) return false;
        }

        return true;
    }

    private sealed record Decider(Func<ActivityTraceId, bool> Takes) : IDisposable
    {
        public void Dispose() => ImmutableInterlocked.Update(ref _deciders, static (present, gone) => present.Remove(gone), this);
    }
}
