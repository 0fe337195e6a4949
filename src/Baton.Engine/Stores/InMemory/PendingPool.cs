namespace Baton.Engine.Stores.InMemory;

/// <summary>The pending runs of a pool, by flow.</summary>
internal sealed class PendingPool
{
    private static readonly Comparer<RunFlow> Order = Comparer<RunFlow>.Create(
        static (one, other) => string.CompareOrdinal(one.Tenant, other.Tenant) is not 0 and var byTenant ? byTenant : string.CompareOrdinal(one.Graph, other.Graph));

    private readonly SortedDictionary<RunFlow, SortedSet<long>> _flows = new(Order);
    private readonly SortedSet<(DateTimeOffset At, long Key)> _delayed = [];

    public int Count { get; private set; }

    /// <summary>True where a run is in line.</summary>
    public bool HasFree => _flows.Count > 0;

    /// <summary>The keys of runs that nothing holds back.</summary>
    public IEnumerable<long> Free => _flows.Values.SelectMany(keys => keys);

    public bool Contains(StoredRun run) =>
        run.Row.WakeAt is { } at ? _delayed.Contains((at, run.Key)) : _flows.TryGetValue(FlowOf(run), out var keys) && keys.Contains(run.Key);

    public void Add(StoredRun run)
    {
        if (run.Row.WakeAt is { } at)
        {
            _delayed.Add((at, run.Key));
        }
        else
        {
            if (!_flows.TryGetValue(FlowOf(run), out var keys)) _flows[FlowOf(run)] = keys = [];
            keys.Add(run.Key);
        }

        Count++;
    }

    public void Remove(StoredRun run)
    {
        if (!Contains(run)) return;
        Count--;
        if (run.Row.WakeAt is { } at)
        {
            _delayed.Remove((at, run.Key));
            return;
        }

        var keys = _flows[FlowOf(run)];
        keys.Remove(run.Key);
        if (keys.Count == 0) _flows.Remove(FlowOf(run));
    }

    /// <summary>The runs in the order in which they are claimed: each flow in turn, then those whose delay is over.</summary>
    /// <param name="after">The flow that had the last turn, or null.</param>
    /// <param name="now">The time.</param>
    public IEnumerable<long> Turns(RunFlow? after, DateTimeOffset now)
    {
        var flows = _flows.OrderBy(flow => after is { } last && Order.Compare(flow.Key, last) <= 0).Select(flow => flow.Value.GetEnumerator()).ToArray();
        for (var isOver = false; !isOver;)
        {
            isOver = true;
            for (var turn = 0; turn < flows.Length; turn++)
            {
                if (!flows[turn].MoveNext()) continue;
                isOver = false;
                yield return flows[turn].Current;
            }
        }

        foreach (var (at, key) in _delayed)
        {
            if (at > now) yield break;
            yield return key;
        }
    }

    private static RunFlow FlowOf(StoredRun run) => new(run.Row.Tenant, run.Row.Graph);
}
