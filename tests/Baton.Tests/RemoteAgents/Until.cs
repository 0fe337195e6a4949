using Baton.Tests.Engine;

namespace Baton.Tests.RemoteAgents;

/// <summary>Waits for what another process or thread does.</summary>
internal static class Until
{
    public static async Task TrueAsync(Func<bool> condition)
    {
        using var limit = new CancellationTokenSource(EngineFixture.Patience);
        while (!condition())
        {
            if (limit.IsCancellationRequested) throw new TimeoutException("What was waited for did not come.");
            await Task.Delay(TimeSpan.FromMilliseconds(2), TimeProvider.System, CancellationToken.None);
        }
    }
}
