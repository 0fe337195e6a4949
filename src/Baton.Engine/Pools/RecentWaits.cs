namespace Baton.Engine.Pools;

/// <summary>How long the last runs of a pool were pending that were claimed here.</summary>
/// <remarks>Safe for concurrent use.</remarks>
internal sealed class RecentWaits
{
    /// <summary>How many are remembered.</summary>
    private const int Most = 256;

    private readonly Queue<TimeSpan> _waits = new();

    public void Add(TimeSpan wait)
    {
        lock (_waits)
        {
            if (_waits.Count == Most) _waits.Dequeue();
            _waits.Enqueue(wait);
        }
    }

    /// <summary>The median and the longest; null where none was claimed.</summary>
    public (TimeSpan Median, TimeSpan Longest)? Read()
    {
        TimeSpan[] waits;
        lock (_waits) waits = [.. _waits];
        if (waits.Length == 0) return null;
        Array.Sort(waits);
        return (waits[(waits.Length - 1) / 2], waits[^1]);
    }
}
