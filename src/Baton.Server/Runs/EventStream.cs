using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using System.Text.Json;
using Baton.Engine.Streaming;
using Baton.Errors;

namespace Baton.Server.Runs;

/// <summary>Server-sent events as the clients of the run API read them.</summary>
internal static class EventStream
{
    // No blank line after it: older clients take a comment with one for an empty event.
    private static readonly ReadOnlyMemory<byte> _comment = ": heartbeat\n"u8.ToArray();

    /// <summary>Writes frames as they come, in batches as large as they come, and a comment every <paramref name="heartbeat"/>.</summary>
    public static async Task WriteAsync(
        PipeWriter body, IAsyncEnumerable<Frame> frames, TimeSpan heartbeat, TimeProvider time, CancellationToken cancellationToken)
    {
        await body.FlushAsync(cancellationToken);
        using var timer = new PeriodicTimer(heartbeat, time);
        await using var frame = frames.GetAsyncEnumerator(cancellationToken);
        Task<bool>? tick = null;
        try
        {
            while (true)
            {
                var next = frame.MoveNextAsync();
                var more = next.IsCompleted ? await next : await IdleAsync(next.AsTask());
                if (!more) break;
                Write(body, frame.Current);
            }
        }
        catch (BatonException exception)
        {
            Write(body, new Frame(null, "error", JsonSerializer.SerializeToUtf8Bytes(
                new RunFailure(exception.GetType().Name, exception.Message, exception.Code), RunApiJson.Default.RunFailure)));
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

    private static void Write(PipeWriter body, in Frame frame)
    {
        if (frame.Id is not null)
        {
            body.Write("id: "u8);
            Encoding.UTF8.GetBytes(frame.Id, body);
            body.Write("\n"u8);
        }

        body.Write("event: "u8);
        Encoding.UTF8.GetBytes(frame.Event, body);
        body.Write("\ndata: "u8);
        body.Write(frame.Data.Span);
        body.Write("\n\n"u8);
    }
}
