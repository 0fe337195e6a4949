using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;

namespace Baton.Engine.Streaming;

/// <summary>Those who watch one run.</summary>
internal sealed class RunWatch
{
    private readonly Lock _gate = new();
    private readonly List<RunSubscription> _subscriptions = [];
    private bool _closed;

    public bool IsEmpty
    {
        get
        {
            lock (_gate) return _closed;
        }
    }

    public bool TryJoin([NotNullWhen(true)] out RunSubscription? subscription, Action left)
    {
        lock (_gate)
        {
            subscription = null;
            if (_closed) return false;
            subscription = new RunSubscription(leaving =>
            {
                lock (_gate)
                {
                    _subscriptions.Remove(leaving);
                    _closed = _subscriptions.Count == 0;
                }

                left();
            });
            _subscriptions.Add(subscription);
            return true;
        }
    }

    public void Publish(RunNews news)
    {
        lock (_gate)
        {
            foreach (var subscription in _subscriptions) subscription.Publish(news);
        }
    }
}

/// <summary>One watcher's view of a run.</summary>
internal sealed class RunSubscription(Action<RunSubscription> leave) : IDisposable
{
    private readonly Channel<RunNews> _news = Channel.CreateUnbounded<RunNews>(new UnboundedChannelOptions { SingleReader = true });
    private int _disposed;

    public ChannelReader<RunNews> News => _news.Reader;

    /// <summary>Waits for news.</summary>
    /// <returns>False where none came in time.</returns>
    public async ValueTask<bool> ArrivesAsync(TimeSpan patience, TimeProvider time, CancellationToken cancellationToken)
    {
        var arrival = _news.Reader.WaitToReadAsync(cancellationToken);
        if (arrival.IsCompleted || patience == Timeout.InfiniteTimeSpan) return await arrival;
        try
        {
            return await arrival.AsTask().WaitAsync(patience, time, cancellationToken);
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    public void Publish(RunNews news) => _news.Writer.TryWrite(news);

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0) leave(this);
    }
}
