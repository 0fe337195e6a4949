using Baton.Engine.Runs;
using Baton.Engine.Stores;

namespace Baton.Engine.Telemetry;

/// <summary>Tells who wants to know of the runs that ended on this server. Costs nothing while nobody does.</summary>
/// <remarks>Safe for concurrent use.</remarks>
public sealed class RunEnds
{
    private readonly Lock _gate = new();
    private volatile Action<EndedRun>? _listeners;

    internal RunEnds()
    {
    }

    /// <summary>Begins to listen; dispose what is returned to stop.</summary>
    /// <param name="listener">Called after each end was committed, on the run's own path: it must not wait, and what it throws is swallowed and counted.</param>
    public IDisposable Listen(Action<EndedRun> listener)
    {
        lock (_gate) _listeners += listener;
        return new Listening(() => Leave(listener));
    }

    /// <summary>A run came to rest here.</summary>
    internal void Rested(RunActivation activation, RunRow run, bool isWhole)
    {
        if (_listeners is not { } listeners || !run.Status.HasEnded()) return;
        try
        {
            listeners(new EndedRun(run, activation.Ledger.Started?.Trace, isWhole && activation.Journal.IsPlain));
        }
        catch (Exception)
        {
            Span.Failed();
        }
    }

    private void Leave(Action<EndedRun> listener)
    {
        lock (_gate) _listeners -= listener;
    }

    private sealed class Listening(Action stop) : IDisposable
    {
        public void Dispose() => stop();
    }
}

/// <summary>A run that has ended, as its last owner knows it.</summary>
/// <param name="Run">The run.</param>
/// <param name="Trace">The trace context that it carries (W3C <c>traceparent</c>), or null.</param>
/// <param name="IsPlain">True where it is known without looking into the journal that it neither paid for anything, nor waited, nor had children.</param>
public sealed record EndedRun(RunRow Run, string? Trace, bool IsPlain);
