namespace Baton.Engine.Stores;

/// <summary>
/// How long things took, in buckets that each reach 4 % further than the one before: two histograms add up to the one of all their times, and a
/// quantile is within 2 % of the exact one.
/// </summary>
/// <remarks>Not safe for concurrent use.</remarks>
public sealed class TimeHistogram
{
    /// <summary>By how much a quantile may be off, as a share of it.</summary>
    public const double Error = (Growth - 1) / (Growth + 1);

    private const double Growth = 1.04;

    // Up to ten years; what took longer counts as that.
    private const int Buckets = 680;
    private readonly long[] _counts = new long[Buckets];

    /// <summary>How many times there are.</summary>
    public long Count { get; private set; }

    /// <summary>The time, in milliseconds, that a share of all times does not exceed; null where there are none.</summary>
    /// <param name="share">Between 0 and 1; 0.5 for the median.</param>
    public double? Quantile(double share)
    {
        if (Count <= 0) return null;
        var rank = Math.Max(1, (long)Math.Ceiling(share * Count));
        var index = 0;
        for (var seen = _counts[0]; seen < rank && index < Buckets - 1; seen += _counts[index]) index++;
        return index == 0 ? 0 : 2 * Math.Pow(Growth, index) / (Growth + 1);
    }

    internal void Add(long milliseconds, int times) => Put(IndexOf(milliseconds), times);

    internal void Add(TimeHistogram other)
    {
        for (var index = 0; index < Buckets; index++) _counts[index] += other._counts[index];
        Count += other.Count;
    }

    internal void Write(TallyWriter writer)
    {
        var used = Buckets - _counts.AsSpan().Count(0);
        writer.Add(used);
        var last = 0;
        for (var index = 0; index < Buckets && used > 0; index++)
        {
            if (_counts[index] == 0) continue;
            writer.Add(index - last);
            writer.Add(_counts[index]);
            last = index;
        }
    }

    internal void AddFrom(ref TallyReader reader)
    {
        var used = reader.Next();
        for (var index = 0L; used > 0; used--)
        {
            index += reader.Next();
            Put((int)Math.Clamp(index, 0, Buckets - 1), reader.Next());
        }
    }

    private static int IndexOf(long milliseconds) =>
        milliseconds < 1 ? 0 : Math.Min(Buckets - 1, 1 + (int)Math.Floor(Math.Log(milliseconds) / Math.Log(Growth)));

    private void Put(int index, long times)
    {
        _counts[index] += times;
        Count += times;
    }
}
