namespace Baton.Engine.Pools;

/// <summary>The places of one pool on this server.</summary>
/// <param name="most">How many there are at most, as configured.</param>
/// <param name="isShared">True where the store says how many of them may be used; until it does, none.</param>
/// <remarks>Safe for concurrent use. A place is taken before the limit is looked at: who lowers the limit and then reads how many are taken misses none.</remarks>
internal sealed class PoolPlaces(int most, bool isShared)
{
    private readonly RecentWaits _waits = new();
    private int _limit = isShared ? 0 : most;
    private int _taken;
    private int _peak;
    private volatile bool _isWanted;
    private volatile bool _isShort;

    public int Most => most;

    public int Limit => Volatile.Read(ref _limit);

    public int Taken => Volatile.Read(ref _taken);

    /// <summary>How long runs were pending that were claimed here lately.</summary>
    public RecentWaits Waits => _waits;

    /// <summary>Takes a place, where there is one.</summary>
    public bool TryEnter()
    {
        if (Grown(Interlocked.Increment(ref _taken)) <= Limit) return true;
        (_isWanted, _isShort) = (true, true);
        Interlocked.Decrement(ref _taken);
        return false;
    }

    /// <summary>Takes a place whether there is one or not.</summary>
    public void Enter() => Interlocked.Increment(ref _taken);

    /// <summary>Takes free places.</summary>
    /// <returns>How many were taken, at most <paramref name="wish"/>.</returns>
    public int Take(int wish)
    {
        var places = TryTake(wish);
        if (places > 0) return places;

        // Marked before looking again: a place that is given back in between is either seen here or announced there.
        (_isWanted, _isShort) = (true, true);
        return TryTake(wish);
    }

    /// <summary>Gives places back.</summary>
    /// <returns>True where somebody found the pool full meanwhile: runs may be pending for the places.</returns>
    public bool Leave(int places)
    {
        Interlocked.Add(ref _taken, -places);
        if (!_isWanted) return false;
        _isWanted = false;
        return true;
    }

    /// <summary>Sets how many places there are.</summary>
    public void SetLimit(int limit)
    {
        Volatile.Write(ref _limit, limit);
        Interlocked.MemoryBarrier();
    }

    /// <summary>True where somebody found the pool full since this was last asked.</summary>
    public bool WasShort()
    {
        if (!_isShort) return false;
        _isShort = false;
        return true;
    }

    /// <summary>The most places that were taken at once since this was last asked.</summary>
    public int Peak() => Math.Max(Interlocked.Exchange(ref _peak, 0), Taken);

    private int TryTake(int wish)
    {
        var places = Math.Min(wish, Limit - Taken);
        if (places <= 0) return 0;
        var over = Grown(Interlocked.Add(ref _taken, places)) - Limit;
        if (over <= 0) return places;
        over = Math.Min(over, places);
        Interlocked.Add(ref _taken, -over);
        return places - over;
    }

    private int Grown(int taken)
    {
        // A peak that is lost to another thread is at worst given back too early.
        if (isShared && taken > _peak) _peak = taken;
        return taken;
    }
}
