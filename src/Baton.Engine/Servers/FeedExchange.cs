using System.Threading.Channels;
using Baton.Engine.Runs;
using Baton.Engine.Stores;
using Baton.Engine.Streaming;

namespace Baton.Engine.Servers;

/// <summary>
/// Brings what happens on other servers into the live feed of this one: says that somebody watches here, tells others what happens here
/// while somebody watches there, and reads what they tell of from the journals.
/// </summary>
/// <remarks>Safe for concurrent use.</remarks>
internal sealed class FeedExchange
{
    /// <summary>How many runs that others told of are remembered and looked at in turn; more are dropped.</summary>
    private const int MostRuns = 1_000;

    private const long Never = long.MinValue;

    /// <summary>How many entries of a run are looked at that was not told of before.</summary>
    private const int LookedBack = 20;

    /// <summary>What is older was told of before, or is no news.</summary>
    private static readonly TimeSpan News = TimeSpan.FromSeconds(30);

    private readonly Channel<Guid> _told = Channel.CreateBounded<Guid>(new BoundedChannelOptions(MostRuns) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly Dictionary<Guid, int> _seen = [];
    private readonly EngineParts _parts;
    private long _watchedAt = Never;

    public FeedExchange(EngineParts parts)
    {
        _parts = parts;
        Feed.IsWatchedElsewhere = IsWatchedElsewhere;
        Feed.Happened = run => parts.Tell(new StoreHint(StoreHintKind.Happened, run));
        Feed.Watched = Announce;
    }

    private LiveFeed Feed => _parts.Hub.Feed;

    /// <summary>Somebody watches on another server.</summary>
    public void WatchedElsewhere() => Volatile.Write(ref _watchedAt, _parts.Time.GetTimestamp());

    /// <summary>Something happened to a run on another server.</summary>
    public void Told(Guid run)
    {
        if (Feed.IsWatched) _told.Writer.TryWrite(run);
    }

    /// <summary>Says again that somebody watches here, where that is so.</summary>
    public ValueTask RenewAsync(CancellationToken stopping)
    {
        if (Feed.IsWatched) Announce();
        return ValueTask.CompletedTask;
    }

    /// <summary>Looks at the runs that others told of.</summary>
    public async ValueTask LookAsync(CancellationToken stopping)
    {
        while (await _told.Reader.WaitToReadAsync(stopping))
        {
            while (_told.Reader.TryRead(out var run)) await LookAsync(run, stopping);
        }
    }

    private async ValueTask LookAsync(Guid run, CancellationToken stopping)
    {
        foreach (var tenant in Feed.Tenants)
        {
            if (await _parts.Store.Runs.FindAsync(tenant, run, stopping) is not { } row || row.Owner == _parts.Lease.Incarnation) continue;
            var isKnown = _seen.TryGetValue(run, out var seen);
            var entries = await _parts.Journals.ReadAsync(run, isKnown ? seen : Math.Max(0, row.Seq - LookedBack), LookedBack * 10, stopping);
            if (entries.Count == 0) return;
            if (_seen.Count >= MostRuns) _seen.Clear();
            _seen[run] = entries[^1].Seq;
            var since = _parts.Time.GetUtcNow() - News;
            Feed.Publish(tenant, LiveEvent.Of(row, entries.Where(entry => entry.At >= since)));
            return;
        }
    }

    private void Announce() => _parts.Tell(new StoreHint(StoreHintKind.Watched, Guid.Empty));

    private bool IsWatchedElsewhere() => Volatile.Read(ref _watchedAt) is not Never and var at && _parts.Time.GetElapsedTime(at) < RemoteWatchers.Renewal * 3;
}
