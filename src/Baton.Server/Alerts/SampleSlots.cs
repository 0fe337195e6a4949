namespace Baton.Server.Alerts;

/// <summary>How often what was seen, in slots of time and buckets of value: what servers can add up.</summary>
/// <remarks>Not safe for concurrent use.</remarks>
internal sealed class SampleSlots
{
    private const int SlotsOfWindow = 30;
    private const double Smallest = 0.001;

    /// <summary>Each bucket is so much wider than the one before: the percentile is right within a tenth.</summary>
    private const double Growth = 1.1;

    private readonly long _slot;
    private readonly TimeSpan _window;

    public SampleSlots(TimeSpan window) => (_window, _slot) = (window, Math.Max(1, (long)(window.TotalMilliseconds / SlotsOfWindow)));

    /// <summary>By the slot's beginning (Unix milliseconds): how many in each bucket.</summary>
    public SortedDictionary<long, Dictionary<int, long>> Slots { get; init; } = [];

    /// <summary>The bucket of a time in seconds.</summary>
    public static int BucketOf(double seconds) => seconds <= Smallest ? 0 : Math.Min(200, (int)Math.Ceiling(Math.Log(seconds / Smallest) / Math.Log(Growth)));

    /// <summary>The most that a bucket's times are.</summary>
    public static double SecondsOf(int bucket) => Smallest * Math.Pow(Growth, bucket);

    public void Add(int bucket, DateTimeOffset at)
    {
        var slot = at.ToUnixTimeMilliseconds() / _slot * _slot;
        if (!Slots.TryGetValue(slot, out var counts))
        {
            Slots[slot] = counts = [];
            Forget(at);
        }

        counts[bucket] = counts.GetValueOrDefault(bucket) + 1;
    }

    /// <summary>Drops what is older than the window.</summary>
    public void Forget(DateTimeOffset now)
    {
        var oldest = (now - _window).ToUnixTimeMilliseconds() - _slot;
        while (Slots.Count > 0 && Slots.First().Key < oldest) Slots.Remove(Slots.First().Key);
    }
}
