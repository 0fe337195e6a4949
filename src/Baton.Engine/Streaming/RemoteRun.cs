using Baton.Engine.Runs;
using Baton.Engine.Servers;
using Baton.Engine.Stores;

namespace Baton.Engine.Streaming;

/// <summary>A watched run as far as another server executes it: asks that server to tell of changes, and finds its running text in the store.</summary>
/// <remarks>Belongs to one watcher.</remarks>
internal sealed class RemoteRun(EngineParts parts, Guid run)
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(1);

    private long? _owner;
    private long _askedAt;

    /// <summary>How often the store is asked whatever is told; never, where no other server can execute the run.</summary>
    public TimeSpan Patience => parts.Store.Live.IsShared ? PollInterval : Timeout.InfiniteTimeSpan;

    /// <summary>Notes who executes the run, and asks for news where that is another server.</summary>
    public void Watch(RunRow row)
    {
        var owner = row.Owner == parts.Lease.Incarnation ? null : row.Owner;
        var isRenewed = owner is not null && (owner != _owner || parts.Time.GetElapsedTime(_askedAt) >= RemoteWatchers.Renewal);
        _owner = owner;
        if (!isRenewed) return;
        _askedAt = parts.Time.GetTimestamp();
        parts.Tell(new StoreHint(StoreHintKind.Watched, run));
    }

    /// <summary>The running texts, each as one chunk; null where no other server executes the run.</summary>
    public async ValueTask<IReadOnlyList<TextDelta>?> RunningTextsAsync(CancellationToken cancellationToken)
    {
        if (_owner is null) return null;
        var texts = await parts.Store.Live.TextsAsync(run, cancellationToken);
        return [.. texts.Select(text => new TextDelta(text.Start, text.Attempt, text.MessageId, text.Text, text.Text.Length))];
    }
}
