namespace Baton.Engine.Runs;

/// <summary>Results of runs that came to rest here a moment ago, so that who waits need not read them from the store.</summary>
/// <remarks>Safe for concurrent use. Bounded: the oldest go first.</remarks>
internal sealed class RecentResults
{
    private const int Capacity = 1_024;
    private readonly Lock _gate = new();
    private readonly Dictionary<Guid, RunResult> _results = [];
    private readonly Queue<Guid> _order = new();

    public RunResult? Find(Guid run)
    {
        lock (_gate) return _results.GetValueOrDefault(run);
    }

    public void Add(RunResult result)
    {
        lock (_gate)
        {
            if (_results.TryAdd(result.Run.Id, result)) _order.Enqueue(result.Run.Id);
            else _results[result.Run.Id] = result;
            while (_order.Count > Capacity) _results.Remove(_order.Dequeue());
        }
    }

    /// <summary>Forgets a run that goes on.</summary>
    public void Remove(Guid run)
    {
        lock (_gate) _results.Remove(run);
    }
}
