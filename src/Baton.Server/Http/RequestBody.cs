using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Unicode;
using Baton.Errors;
using Baton.Server.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Baton.Server.Http;

/// <summary>Reads request bodies as JSON, whatever content type they claim; for endpoints of systems too.</summary>
public static class RequestBody
{
    internal const string TooLarge = "The body is larger than the server takes. Send less, or raise Baton:MaxBodyBytes.";

    // What is still taken in and dropped, so that a client that sends too much can read the answer instead of seeing a reset connection.
    private const long DrainBytes = 32 * 1024 * 1024;

    // Less than the 64 levels that everybody reads by default: what comes back is wrapped, in lists of threads and in journal entries.
    private const int MaxDepth = 48;
    private static readonly JsonDocumentOptions _reading = new() { MaxDepth = MaxDepth };
    private static readonly JsonDocumentOptions _readingOnce = new() { MaxDepth = MaxDepth, AllowDuplicateProperties = false };

    /// <summary>Reads an object; an empty body counts as the empty one, unless it must not be empty.</summary>
    /// <exception cref="BatonException">The body is not a JSON object, or too large.</exception>
    internal static async ValueTask<Fields> ReadFieldsAsync(HttpContext context, bool mayBeEmpty = true)
    {
        var body = await ReadAsync(context);
        return body.ValueKind switch
        {
            JsonValueKind.Object => new Fields(body),
            JsonValueKind.Undefined when mayBeEmpty => new Fields(JsonElement.Parse("{}"u8)),
            _ => throw new BatonException(ErrorCodes.RequestInvalid, "The body must be a JSON object."),
        };
    }

    /// <summary>Reads an object whose members have each a name of their own.</summary>
    /// <param name="context">The request; its body is at most <c>Baton:MaxBodyBytes</c> long, and nested at most 48 levels deep.</param>
    /// <param name="example">What the caller might have sent, for the refusal's text.</param>
    /// <exception cref="BatonException">The body is no such object, or too large.</exception>
    public static async ValueTask<JsonObject> ReadObjectAsync(HttpContext context, string example)
    {
        var body = await ReadAsync(context);
        if (body.ValueKind != JsonValueKind.Object) throw new BatonException(ErrorCodes.BodyMalformed, $"The body is no JSON object. Send one, such as {example}.");
        try
        {
            return JsonNode.Parse(body.GetRawText(), documentOptions: _readingOnce)!.AsObject();
        }
        catch (JsonException)
        {
            throw new BatonException(ErrorCodes.BodyMalformed, $"The body names a member twice. Send an object, such as {example}.");
        }
    }

    /// <summary>Reads any JSON value; undefined for an empty body.</summary>
    /// <exception cref="BatonException">The body is not JSON, or too large.</exception>
    public static async ValueTask<JsonElement> ReadAsync(HttpContext context)
    {
        var limit = context.RequestServices.GetRequiredService<IOptions<BatonServerOptions>>().Value.MaxBodyBytes;
        var reader = context.Request.BodyReader;
        while (true)
        {
            var result = await reader.ReadAsync(context.RequestAborted);
            var buffer = result.Buffer;
            if (buffer.Length > limit || context.Request.ContentLength > limit)
            {
                reader.AdvanceTo(buffer.End);
                if (!result.IsCompleted) await DrainAsync(reader, context.RequestAborted);
                throw new BatonException(ErrorCodes.BodyTooLarge, TooLarge);
            }

            if (result.IsCompleted)
            {
                try
                {
                    return Parse(buffer);
                }
                finally
                {
                    // A body that is left unread costs the client its connection, and with it the answer that says what is wrong.
                    reader.AdvanceTo(buffer.End);
                }
            }

            reader.AdvanceTo(buffer.Start, buffer.End);
        }
    }

    private static async ValueTask DrainAsync(PipeReader reader, CancellationToken cancellationToken)
    {
        for (var left = DrainBytes; left > 0;)
        {
            var result = await reader.ReadAsync(cancellationToken);
            left -= result.Buffer.Length;
            reader.AdvanceTo(result.Buffer.End);
            if (result.IsCompleted) return;
        }
    }

    private static JsonElement Parse(in ReadOnlySequence<byte> buffer)
    {
        if (buffer.IsEmpty) return default;
        if (buffer.IsSingleSegment) return Parse(buffer.FirstSpan);
        var length = (int)buffer.Length;
        var rented = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            buffer.CopyTo(rented);
            return Parse(rented.AsSpan(0, length));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    /// <summary>Reads a JSON value.</summary>
    /// <param name="utf8">Its text.</param>
    /// <exception cref="BatonException">It is not JSON, or not valid UTF-8.</exception>
    public static JsonElement Parse(ReadOnlySpan<byte> utf8)
    {
        if (!Utf8.IsValid(utf8)) throw new BatonException(ErrorCodes.BodyNotUtf8, "The body is not valid UTF-8.");
        try
        {
            var body = JsonElement.Parse(utf8, _reading);
            if (utf8.IndexOf("\\u"u8) >= 0) CheckEscapes(utf8);
            return body;
        }
        catch (JsonException exception)
        {
            var where = $"line {exception.LineNumber + 1}, byte {exception.BytePositionInLine + 1}";
            throw new BatonException(ErrorCodes.BodyMalformed, $"The body is not valid JSON ({where}). Send one JSON value, nested at most {MaxDepth} levels deep.");
        }
    }

    // An escape can hold half a surrogate pair, which no later reader could turn into text.
    private static void CheckEscapes(ReadOnlySpan<byte> utf8)
    {
        var reader = new Utf8JsonReader(utf8);
        try
        {
            while (reader.Read())
            {
                if (reader.ValueIsEscaped) reader.GetString();
            }
        }
        catch (InvalidOperationException)
        {
            throw new BatonException(ErrorCodes.BodyNotUtf8, "The body has an escape with half a surrogate pair, which is not text.");
        }
    }
}
