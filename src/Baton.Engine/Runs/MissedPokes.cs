namespace Baton.Engine.Runs;

/// <summary>
/// Runs that were to be told of news while nobody here executed them. One that is taken up a moment later, because it had been claimed with an
/// empty inbox, looks into it after all.
/// </summary>
/// <remarks>Safe for concurrent use. Bounded: the oldest are forgotten first.</remarks>
internal sealed class MissedPokes
{
    /// <summary>Far more than come while a claim is on its way.</summary>
    private const int Capacity = 4_096;

    private readonly Lock _gate = new();
    private readonly HashSet<Guid> _runs = [];
    private readonly Queue<Guid> _order = new();

    public void Add(Guid run)
    {
        lock (_gate)
        {
            if (!_runs.Add(run)) return;
            _order.Enqueue(run);
            if (_order.Count > Capacity) _runs.Remove(_order.Dequeue());
        }
    }

    /// <returns>True where the run was to be told.</returns>
    public bool Take(Guid run)
    {
        lock (_gate) return _runs.Remove(run);
    }
}
