using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using System.Text.Json;
using Baton.Engine.Streaming;
using Baton.Errors;
using Baton.Server.Http;

namespace Baton.Server.Runs;

/// <summary>Server-sent events as the clients of the run API read them.</summary>
internal static class EventStream
{
    /// <summary>Writes frames as they come; a failure is the last of them.</summary>
    public static async Task WriteAsync(
        PipeWriter body, IAsyncEnumerable<Frame> frames, TimeSpan heartbeat, TimeProvider time, CancellationToken cancellationToken)
    {
        try
        {
            await EventLines.WriteAsync(body, frames, static (body, frame) => Write(body, frame), heartbeat, time, cancellationToken);
        }
        catch (BatonException exception)
        {
            Write(body, new Frame(null, "error", JsonSerializer.SerializeToUtf8Bytes(
                new RunFailure(exception.GetType().Name, exception.Message, exception.Code), RunApiJson.Default.RunFailure)));
            await body.FlushAsync(cancellationToken);
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
