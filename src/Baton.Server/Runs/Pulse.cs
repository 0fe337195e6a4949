namespace Baton.Server.Runs;

/// <summary>
/// A shared beat for responses that wait. Most runs end before the next beat, so that they need no timer of their own and their response
/// goes out in one piece; the others flush their headers on the beat.
/// </summary>
/// <remarks>Safe for concurrent use. Silent while nobody waits.</remarks>
internal sealed class Pulse : IDisposable
{
    private static readonly TimeSpan _interval = TimeSpan.FromMilliseconds(20);

    private readonly Lock _lock = new();
    private readonly ITimer _timer;
    private TaskCompletionSource? _next;

    public Pulse(TimeProvider time) =>
        _timer = time.CreateTimer(static pulse => ((Pulse)pulse!).Beat(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

    /// <summary>Ends with the next beat.</summary>
    public Task NextAsync()
    {
        lock (_lock)
        {
            if (_next is not null) return _next.Task;
            _next = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _timer.Change(_interval, Timeout.InfiniteTimeSpan);
            return _next.Task;
        }
    }

    public void Dispose() => _timer.Dispose();

    private void Beat()
    {
        TaskCompletionSource? due;
        lock (_lock)
        {
            due = _next;
            _next = null;
        }

        due?.TrySetResult();
    }
}
