using System.Runtime.InteropServices;
using System.Text.Json;

namespace Baton.Engine.Runs;

/// <summary>Results of runs that ended here a moment ago, so that who waits need not read them from the store.</summary>
/// <remarks>Safe for concurrent use. Bounded in number and in bytes: the oldest go first.</remarks>
internal sealed class RecentResults
{
    private const int Capacity = 1_024;
    private const long CapacityBytes = 32 * 1024 * 1024;
    private readonly Lock _gate = new();
    private readonly Dictionary<Guid, LinkedListNode<RunResult>> _results = [];
    private readonly LinkedList<RunResult> _order = new();
    private long _bytes;

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
            _bytes += Weight(result);
            while (_order.Count > Capacity || _bytes > CapacityBytes) Forget(_order.First!.Value.Run.Id);
        }
    }

    /// <summary>Forgets a run that goes on.</summary>
    public void Remove(Guid run)
    {
        lock (_gate) Forget(run);
    }

    private void Forget(Guid run)
    {
        if (!_results.Remove(run, out var node)) return;
        _order.Remove(node);
        _bytes -= Weight(node.Value);
    }

    private static int Weight(RunResult result) => Length(result.Output) + Length(result.State);

    private static int Length(JsonElement? json) =>
        json is { ValueKind: not JsonValueKind.Undefined } element ? JsonMarshal.GetRawUtf8Value(element).Length : 0;
}
