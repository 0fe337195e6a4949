using System.Collections.Concurrent;
using Baton.Engine.Hosting;
using Baton.Engine.Runs;
using Baton.Engine.Stores;
using Microsoft.Extensions.Logging;

namespace Baton.Engine.Servers;

/// <summary>
/// Talks with the other servers of a shared store: tells them what concerns their runs and watchers, a batch at a time, and acts on what
/// they tell. Every hint has a slower way that works without it.
/// </summary>
internal sealed partial class OtherServers(EngineParts parts, RunDispatcher dispatcher, ILogger<OtherServers> log) : IEngineLoop
{
    /// <summary>The least time between two batches: what comes meanwhile goes with the next one.</summary>
    private static readonly TimeSpan TellInterval = TimeSpan.FromMilliseconds(20);

    /// <summary>How often runs under execution look into their inboxes without a hint, and how long it takes to listen again.</summary>
    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan BeforeListening = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<StoreHint, bool> _untold = new();
    private readonly SemaphoreSlim _news = new(0, 1);
    private readonly RemoteWatchers _watchers = new(parts.Time);

    /// <summary>More hints than this at once are not worth telling one by one: of what only a feed shows, the rest is left out.</summary>
    private const int MostHappened = 500;

    private FeedExchange? _feed;

    public Task RunAsync(CancellationToken stopping)
    {
        if (!parts.Store.Live.IsShared) return Task.CompletedTask;
        parts.Tell = Tell;
        parts.Hub.Changed = Changed;
        var texts = new TextKeeper(parts, _watchers);
        var feed = _feed = new FeedExchange(parts);
        return Task.WhenAll(
            RepeatAsync(TellAsync, TellInterval, stopping),
            RepeatAsync(ListenAsync, BeforeListening, stopping),
            RepeatAsync(dispatcher.PokeAllAsync, LookInterval, stopping),
            RepeatAsync(feed.RenewAsync, RemoteWatchers.Renewal, stopping),
            RepeatAsync(feed.LookAsync, BeforeListening, stopping),
            RepeatAsync(texts.KeepAsync, TextKeeper.Interval, stopping));
    }

    private void Tell(StoreHint hint)
    {
        if (hint.Kind == StoreHintKind.Happened && _untold.Count >= MostHappened) return;
        if (!_untold.TryAdd(hint, true) || _news.CurrentCount > 0) return;
        try
        {
            _news.Release();
        }
        catch (SemaphoreFullException)
        {
            // Somebody else had news in the same moment.
        }
    }

    private void Changed(Guid run)
    {
        if (_watchers.Has(run)) Tell(new StoreHint(StoreHintKind.Changed, run));
    }

    private async ValueTask TellAsync(CancellationToken stopping)
    {
        await _news.WaitAsync(stopping);
        StoreHint[] batch = [.. _untold.Keys];
        foreach (var hint in batch) _untold.TryRemove(hint, out _);
        if (batch.Length > 0) await parts.Store.Live.TellAsync(batch, stopping);
    }

    private async ValueTask ListenAsync(CancellationToken stopping)
    {
        // Whatever was told before this server listened is found by looking.
        parts.Look();
        await dispatcher.PokeAllAsync(stopping);
        await foreach (var hint in parts.Store.Live.ListenAsync(stopping)) await ActAsync(hint);
    }

    private async ValueTask ActAsync(StoreHint hint)
    {
        switch (hint.Kind)
        {
            case StoreHintKind.Pending:
                parts.Look();
                break;
            case StoreHintKind.Inbox:
                await dispatcher.TryPokeAsync(hint.Run);
                break;
            case StoreHintKind.Changed:
                parts.Hub.Look(hint.Run);
                break;
            case StoreHintKind.Watched when hint.Run == Guid.Empty:
                _feed?.WatchedElsewhere();
                break;
            case StoreHintKind.Happened:
                _feed?.Told(hint.Run);
                break;
            case StoreHintKind.Watched when dispatcher.IsExecuting(hint.Run):
                _watchers.Add(hint.Run);
                break;
        }
    }

    private async Task RepeatAsync(Func<CancellationToken, ValueTask> act, TimeSpan pause, CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await act(stopping);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                LogFailed(exception);
            }

            await Task.Delay(pause, parts.Time, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    [LoggerMessage(EventId = 114, Level = LogLevel.Warning, Message = "The other servers could not be told or heard; trying again. Until then news from them comes later.")]
    private partial void LogFailed(Exception exception);
}
