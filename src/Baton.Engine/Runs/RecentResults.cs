namespace Baton.Engine.Runs;

/// <summary>Results of runs that ended here a moment ago, so that who waits need not read them from the store.</summary>
/// <remarks>Safe for concurrent use. Bounded: the oldest go first.</remarks>
internal sealed class RecentResults
{
    private const int Capacity = 1_024;
    private readonly Lock _gate = new();
    private readonly Dictionary<Guid, LinkedListNode<RunResult>> _results = [];
    private readonly LinkedList<RunResult> _order = new();

    /// <summary>How many are held.</summary>
    public int Count
    {
        get
        {
            lock (_gate) return _order.Count;
        }
    }

    public RunResult? Find(Guid run)
    {
        lock (_gate) return _results.GetValueOrDefault(run)?.Value;
    }

    public void Add(RunResult result)
    {
        lock (_gate)
        {
            Forget(result.Run.Id);
            _results[result.Run.Id] = _order.AddLast(result);
            if (_order.Count > Capacity) Forget(_order.First!.Value.Run.Id);
        }
    }

    /// <summary>Forgets a run that goes on.</summary>
    public void Remove(Guid run)
    {
        lock (_gate) Forget(run);
    }

    private void Forget(Guid run)
    {
        if (_results.Remove(run, out var node)) _order.Remove(node);
    }
}
