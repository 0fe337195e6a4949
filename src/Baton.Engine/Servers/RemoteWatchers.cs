using System.Collections.Concurrent;

namespace Baton.Engine.Servers;

/// <summary>The runs of this server that somebody watches on another one. Who goes on watching says so again.</summary>
/// <remarks>Safe for concurrent use.</remarks>
internal sealed class RemoteWatchers(TimeProvider time)
{
    /// <summary>How often a watcher says so again.</summary>
    public static readonly TimeSpan Renewal = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan Lifetime = Renewal * 3;
    private readonly ConcurrentDictionary<Guid, long> _since = new();

    /// <summary>The runs that are watched now.</summary>
    public IReadOnlyList<Guid> Runs => _since.IsEmpty ? [] : [.. _since.Keys.Where(Has)];

    public void Add(Guid run) => _since[run] = time.GetTimestamp();

    public bool Has(Guid run)
    {
        if (_since.IsEmpty || !_since.TryGetValue(run, out var since)) return false;
        if (time.GetElapsedTime(since) < Lifetime) return true;
        _since.TryRemove(new KeyValuePair<Guid, long>(run, since));
        return false;
    }
}
