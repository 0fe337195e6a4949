namespace Baton.Engine.Hosting;

/// <summary>Calls a loop up. Calls that come before it waits are one.</summary>
/// <remarks>Safe for concurrent use by many callers and one loop.</remarks>
internal sealed class Signal
{
    private readonly SemaphoreSlim _calls = new(0, 1);

    public void Set()
    {
        if (_calls.CurrentCount > 0) return;
        try
        {
            _calls.Release();
        }
        catch (SemaphoreFullException)
        {
            // Somebody else called in the same moment.
        }
    }

    /// <summary>Waits for a call, a while at most.</summary>
    public async ValueTask WaitAsync(TimeSpan most, TimeProvider time, CancellationToken cancellationToken)
    {
        using var enough = new CancellationTokenSource(most, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, enough.Token);
        try
        {
            await _calls.WaitAsync(either.Token);
        }
        catch (OperationCanceledException)
        {
            // Time to look anyway, or the server stops.
        }
    }
}
