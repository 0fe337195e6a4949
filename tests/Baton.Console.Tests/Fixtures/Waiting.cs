namespace Baton.ConsoleTests.Fixtures;

/// <summary>Waits for conditions, with the one timeout of these tests.</summary>
internal static class Waiting
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(100);

    public static float Milliseconds => (float)Patience.TotalMilliseconds;

    public static async Task UntilAsync(Func<Task<bool>> condition, string what)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (!await condition())
        {
            if (patience.IsCancellationRequested) throw new TimeoutException($"It did not come to this: {what}.");
            await Task.Delay(Between, TimeProvider.System);
        }
    }
}
