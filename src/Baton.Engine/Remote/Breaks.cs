using Baton.Errors;

namespace Baton.Engine.Remote;

/// <summary>Bounds how often a broken connection is taken up again, with growing pauses.</summary>
internal sealed class Breaks(TimeProvider time)
{
    private const int Most = 5;
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);
    private int _count;

    /// <summary>Something arrived: the count begins anew.</summary>
    public void Forget() => _count = 0;

    /// <summary>Waits before the next try.</summary>
    /// <exception cref="TransientException">There were too many; it is <paramref name="failure"/>.</exception>
    public async ValueTask PauseAsync(TransientException failure, CancellationToken cancellationToken)
    {
        if (++_count > Most) throw failure;
        await Task.Delay(failure.RetryAfter ?? FirstPause * (1 << (_count - 1)), time, cancellationToken);
    }
}
