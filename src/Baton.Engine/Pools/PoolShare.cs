namespace Baton.Engine.Pools;

/// <summary>What this server holds of a pool with a cap.</summary>
/// <param name="pool">The pool.</param>
/// <param name="cap">The cap.</param>
/// <param name="places">Its places here.</param>
internal sealed class PoolShare(string pool, int cap, PoolPlaces places)
{
    public string Pool => pool;

    public int Cap => cap;

    public PoolPlaces Places => places;

    /// <summary>The term in which it was granted.</summary>
    public int Term { get; set; }

    /// <summary>What the store has granted; null where that is unknown.</summary>
    public int? Held { get; set; }

    /// <summary>When the store last granted less than was asked, while that holds.</summary>
    public long? RefusedAt { get; set; }

    /// <summary>When it was last looked at what stays unused.</summary>
    public long LookedAt { get; set; }
}
