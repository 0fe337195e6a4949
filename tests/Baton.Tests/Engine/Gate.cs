using System.Collections.Concurrent;

namespace Baton.Tests.Engine;

/// <summary>Holds calls up until a test lets them pass, and notes who came.</summary>
internal sealed class Gate
{
    private readonly TaskCompletionSource _open = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ConcurrentQueue<string> _came = new();
    private readonly SemaphoreSlim _arrivals = new(0);

    /// <summary>Who came, in order.</summary>
    public IReadOnlyList<string> Came => [.. _came];

    public async ValueTask<string> PassAsync(string who, CancellationToken cancellation)
    {
        _came.Enqueue(who);
        _arrivals.Release();
        await _open.Task.WaitAsync(cancellation);
        return $"passed {who}";
    }

    /// <summary>Waits until one more has come.</summary>
    public async Task ArrivalAsync() => Assert.True(await _arrivals.WaitAsync(EngineFixture.Patience, TestContext.Current.CancellationToken), "Nobody came.");

    public void Open() => _open.TrySetResult();
}
