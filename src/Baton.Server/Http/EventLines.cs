using System.IO.Pipelines;

namespace Baton.Server.Http;

/// <summary>Writes server-sent events as they come, in batches as large as they come, and a comment now and then so that nobody takes a quiet stream for dead.</summary>
public static class EventLines
{
    // No blank line after it: older clients take a comment with one for an empty event.
    private static readonly ReadOnlyMemory<byte> _comment = ": heartbeat\n"u8.ToArray();

    /// <summary>Writes events until there are no more.</summary>
    /// <param name="body">Where to.</param>
    /// <param name="events">The events; they belong to this call.</param>
    /// <param name="write">Writes one, its blank line included.</param>
    /// <param name="heartbeat">How often a comment is written while nothing else is.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task WriteAsync<T>(
        PipeWriter body, IAsyncEnumerable<T> events, Action<PipeWriter, T> write, TimeSpan heartbeat, TimeProvider time, CancellationToken cancellationToken)
    {
        await body.FlushAsync(cancellationToken);
        using var timer = new PeriodicTimer(heartbeat, time);
        await using var coming = events.GetAsyncEnumerator(cancellationToken);
        Task<bool>? tick = null;
        while (true)
        {
            var next = coming.MoveNextAsync();
            var more = next.IsCompleted ? await next : await IdleAsync(next.AsTask());
            if (!more) break;
            write(body, coming.Current);
        }

        await body.FlushAsync(cancellationToken);

        async ValueTask<bool> IdleAsync(Task<bool> moving)
        {
            // Nothing here takes the token: the enumerator may only be left once its pending move has ended, which the token ends.
            await body.FlushAsync(CancellationToken.None);
            while (true)
            {
                tick ??= timer.WaitForNextTickAsync(CancellationToken.None).AsTask();
                await Task.WhenAny(moving, tick);
                if (moving.IsCompleted) return await moving;
                tick = null;
                await body.WriteAsync(_comment, CancellationToken.None);
            }
        }
    }
}
