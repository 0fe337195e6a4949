using System.Text.Json;
using Baton.Engine.A2A;
using Baton.Server.Http;
using Microsoft.AspNetCore.Http;

namespace Baton.Server.A2A;

/// <summary>The binding JSON-RPC, of versions 1.0 and 0.3.</summary>
internal static class JsonRpcBinding
{
    private const string Type = "application/json";
    private static readonly JsonElement Null = JsonElement.Parse("null"u8);
    private static readonly JsonElement Empty = JsonElement.Parse("{}"u8);

    /// <summary>Answers a request.</summary>
    public static async Task Handle(HttpContext context, A2AResponses responses, A2AStream stream, string assistant)
    {
        var id = Null;
        try
        {
            var body = await RequestBody.ReadAsync(context);
            if (body.ValueKind == JsonValueKind.Object && body.TryGetProperty("id"u8, out var given) && given.ValueKind is JsonValueKind.String or JsonValueKind.Number) id = given;
            if (FaultOf(body) is { } fault)
            {
                await RefuseAsync(context, id, fault);
                return;
            }

            var version = A2AVersion.Named(context) ?? A2AWire.Version03;
            var call = responses.Call(context, assistant, version);
            var method = responses.Operations.Find(body.GetProperty("method"u8).GetString()!, version);
            var result = await responses.RunAsync(context, call, method, Parameters(body, method, version));
            await AnswerAsync(context, stream, id, result, version);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // Nobody is there to be answered.
        }
        catch (Exception failure) when (!context.Response.HasStarted)
        {
            await RefuseAsync(context, id, responses.Fault(context, failure));
        }
    }

    private static A2AFault? FaultOf(JsonElement body)
    {
        if (body.ValueKind != JsonValueKind.Object) return A2AFault.NoRequest("One JSON-RPC request is expected: an object. Batches are not taken.");
        if (!body.TryGetProperty("jsonrpc"u8, out var version) || version.ValueKind != JsonValueKind.String || !version.ValueEquals("2.0"u8)) return A2AFault.NoRequest("jsonrpc must be \"2.0\".");
        if (!body.TryGetProperty("id"u8, out var id) || id.ValueKind is not (JsonValueKind.String or JsonValueKind.Number)) return A2AFault.NoRequest("An id is expected, a string or a number.");
        if (!body.TryGetProperty("method"u8, out var method) || method.ValueKind != JsonValueKind.String) return A2AFault.NoRequest("A method is expected, a string.");
        return body.TryGetProperty("params"u8, out var parameters) && parameters.ValueKind is not (JsonValueKind.Object or JsonValueKind.Null)
            ? A2AFault.NoParameters("params must be an object.")
            : null;
    }

    private static JsonElement Parameters(JsonElement body, string method, string version)
    {
        var parameters = body.TryGetProperty("params"u8, out var given) && given.ValueKind == JsonValueKind.Object ? given : Empty;
        return version == A2AWire.Version03 ? LegacyReader.Parameters(method, parameters) : parameters;
    }

    private static Task AnswerAsync(HttpContext context, A2AStream stream, JsonElement id, object? result, string version)
    {
        if (result is IAsyncEnumerable<StreamEvent> events)
        {
            return stream.WriteAsync(
                context, events, (writer, happened) => WriteResult(writer, id, happened, version), (writer, fault) => WriteError(writer, id, fault));
        }

        return A2AResponses.WriteAsync(context, StatusCodes.Status200OK, Type, writer => WriteResult(writer, id, result, version));
    }

    private static Task RefuseAsync(HttpContext context, JsonElement id, A2AFault fault) =>
        A2AResponses.WriteAsync(context, fault.RpcStatus, Type, writer => WriteError(writer, id, fault));

    private static void WriteResult(Utf8JsonWriter writer, JsonElement id, object? result, string version) =>
        WriteEnvelope(writer, id, "result", () => A2ABodies.Write(writer, result, version));

    private static void WriteError(Utf8JsonWriter writer, JsonElement id, A2AFault fault) => WriteEnvelope(writer, id, "error", () => fault.WriteRpc(writer));

    private static void WriteEnvelope(Utf8JsonWriter writer, JsonElement id, string member, Action content)
    {
        writer.WriteStartObject();
        writer.WriteString("jsonrpc"u8, "2.0"u8);
        writer.WritePropertyName("id"u8);
        id.WriteTo(writer);
        writer.WritePropertyName(member);
        content();
        writer.WriteEndObject();
    }
}
