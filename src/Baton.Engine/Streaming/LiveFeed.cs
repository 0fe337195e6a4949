using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Baton.Engine.Journal;
using Baton.Engine.Stores;
using Baton.Errors;

namespace Baton.Engine.Streaming;

/// <summary>What happens to all runs, as it happens, on this server and on others of its store. Costs nothing while nobody watches.</summary>
/// <remarks>
/// Safe for concurrent use. Nothing rests on it: who reads too slowly loses events, and is told how many; what other servers tell may be
/// lost with a connection.
/// </remarks>
public sealed class LiveFeed
{
    /// <summary>How many events wait for one reader before events are dropped.</summary>
    public const int Waiting = 1_000;

    /// <summary>How many can watch a server at once.</summary>
    public const int MostWatchers = 100;

    private readonly Lock _gate = new();
    private volatile Watcher[] _watchers = [];

    internal LiveFeed()
    {
    }

    /// <summary>True while somebody watches here.</summary>
    internal bool IsWatched => _watchers.Length > 0;

    /// <summary>The tenants that are watched here.</summary>
    internal IEnumerable<string> Tenants => _watchers.Select(watcher => watcher.Tenant).Distinct(StringComparer.Ordinal);

    /// <summary>True while somebody watches on another server; set with <see cref="Happened"/> by who knows.</summary>
    internal Func<bool> IsWatchedElsewhere { get; set; } = static () => false;

    /// <summary>Called with a run to which something happened, while somebody watches on another server.</summary>
    internal Action<Guid> Happened { get; set; } = static _ => { };

    /// <summary>Called when somebody begins to watch here.</summary>
    internal Action Watched { get; set; } = static () => { };

    /// <summary>What happens to a tenant's runs from now on, until the caller has enough.</summary>
    /// <exception cref="BatonException">Too many watch already.</exception>
    public IAsyncEnumerable<LiveEvent> WatchAsync(string tenant, CancellationToken cancellationToken)
    {
        var watcher = new Watcher(tenant);
        lock (_gate)
        {
            if (_watchers.Length >= MostWatchers) throw new BatonException(ErrorCodes.TooManyWatchers, $"{MostWatchers} watch this server already. End a feed that nobody reads, or ask another server.");
            _watchers = [.. _watchers, watcher];
        }

        Watched();
        return ReadAsync(watcher, cancellationToken);
    }

    /// <summary>Tells those who watch a tenant here of something that is in no journal.</summary>
    public void Tell(string tenant, LiveEvent happened) => Publish(tenant, [happened]);

    /// <summary>Entries were committed here.</summary>
    internal void Appended(RunRow row, IReadOnlyList<JournalEntry> entries)
    {
        var elsewhere = IsWatchedElsewhere();
        if (!IsWatched && !elsewhere) return;
        var events = LiveEvent.Of(row, entries).ToList();
        if (events.Count == 0) return;
        Publish(row.Tenant, events);
        if (elsewhere) Happened(row.Id);
    }

    /// <summary>Passes events on to who watches here.</summary>
    internal void Publish(string tenant, IEnumerable<LiveEvent> events)
    {
        foreach (var happened in events)
        {
            foreach (var watcher in _watchers)
            {
                if (watcher.Tenant == tenant) watcher.Publish(happened);
            }
        }
    }

    private async IAsyncEnumerable<LiveEvent> ReadAsync(Watcher watcher, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        try
        {
            while (await watcher.Events.WaitToReadAsync(cancellationToken))
            {
                while (watcher.Events.TryRead(out var happened))
                {
                    yield return happened;
                    if (watcher.TakeDropped() is > 0 and var dropped) yield return new LiveEvent("dropped") { Count = dropped };
                }
            }
        }
        finally
        {
            lock (_gate) _watchers = [.. _watchers.Where(other => other != watcher)];
        }
    }

    private sealed class Watcher(string tenant)
    {
        private readonly Channel<LiveEvent> _events = Channel.CreateBounded<LiveEvent>(new BoundedChannelOptions(Waiting) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });
        private long _dropped;

        public string Tenant => tenant;

        public ChannelReader<LiveEvent> Events => _events.Reader;

        public void Publish(LiveEvent happened)
        {
            if (!_events.Writer.TryWrite(happened)) Interlocked.Increment(ref _dropped);
        }

        public long TakeDropped() => Interlocked.Exchange(ref _dropped, 0);
    }
}
