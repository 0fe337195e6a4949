using System.Text.Json;
using Baton.Engine.A2A;
using Baton.Errors;
using Baton.Server.Http;
using Microsoft.AspNetCore.Http;

namespace Baton.Server.A2A;

/// <summary>A refusal as the protocol shows it.</summary>
/// <param name="Kind">The protocol's error.</param>
/// <param name="Failure">What was refused, with the stable code.</param>
internal sealed record A2AFault(A2AErrorKind Kind, BatonException Failure)
{
    private const string OwnDomain = "baton";

    private static readonly Dictionary<string, A2AErrorKind> Kinds = new(StringComparer.Ordinal)
    {
        [ErrorCodes.TaskUnknown] = A2AErrorKind.TaskNotFound,
        [ErrorCodes.RunUnknown] = A2AErrorKind.TaskNotFound,
        [ErrorCodes.TaskNotCancelable] = A2AErrorKind.TaskNotCancelable,
        [ErrorCodes.RunEnded] = A2AErrorKind.TaskNotCancelable,
        [ErrorCodes.TaskStateUnfit] = A2AErrorKind.UnsupportedOperation,
        [ErrorCodes.TicketClosed] = A2AErrorKind.UnsupportedOperation,
        [ErrorCodes.TicketUnknown] = A2AErrorKind.UnsupportedOperation,
        [ErrorCodes.ContentNotTaken] = A2AErrorKind.ContentTypeNotSupported,
        [ErrorCodes.PushNotSupported] = A2AErrorKind.PushNotificationNotSupported,
        [ErrorCodes.A2AVersionUnsupported] = A2AErrorKind.VersionNotSupported,
        [ErrorCodes.A2AMethodUnknown] = A2AErrorKind.MethodNotFound,
        [ErrorCodes.GraphUnknown] = A2AErrorKind.MethodNotFound,
        [ErrorCodes.BodyMalformed] = A2AErrorKind.Parse,
        [ErrorCodes.BodyNotUtf8] = A2AErrorKind.Parse,
        [ErrorCodes.BodyTooLarge] = A2AErrorKind.InvalidRequest,
        [ErrorCodes.RoleMissing] = A2AErrorKind.InvalidRequest,
        [ErrorCodes.PoolFull] = A2AErrorKind.Unavailable,
        [ErrorCodes.NotReady] = A2AErrorKind.Unavailable,
        [ErrorCodes.StoreRefusesWrites] = A2AErrorKind.Unavailable,
        [ErrorCodes.StoreUnavailable] = A2AErrorKind.Unavailable,
    };

    /// <summary>The refusal of a failure.</summary>
    public static A2AFault Of(BatonException failure) => new(
        Kinds.GetValueOrDefault(failure.Code, ErrorStatus.Of(failure.Code) < 500 ? A2AErrorKind.InvalidParams : A2AErrorKind.Internal), failure);

    /// <summary>A request that is none of JSON-RPC.</summary>
    public static A2AFault NoRequest(string why) => new(A2AErrorKind.InvalidRequest, new BatonException(ErrorCodes.RequestInvalid, why));

    /// <summary>Parameters that are none.</summary>
    public static A2AFault NoParameters(string why) => new(A2AErrorKind.InvalidParams, new BatonException(ErrorCodes.RequestInvalid, why));

    /// <summary>The HTTP status of the binding HTTP+JSON.</summary>
    public int HttpStatus => ErrorStatus.Of(Failure.Code) is var own and (403 or 413 or 429 or 503) ? own : Kind.HttpStatus;

    /// <summary>The HTTP status of a JSON-RPC answer: 200, unless HTTP itself has to say something to whoever stands between.</summary>
    public int RpcStatus => HttpStatus is StatusCodes.Status403Forbidden or StatusCodes.Status413PayloadTooLarge or StatusCodes.Status429TooManyRequests or >= 500
        ? HttpStatus
        : Failure.Code == ErrorCodes.GraphUnknown ? StatusCodes.Status404NotFound : StatusCodes.Status200OK;

    /// <summary>Writes the error of a JSON-RPC answer.</summary>
    public void WriteRpc(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteNumber("code"u8, Kind.Code);
        writer.WriteString("message"u8, Failure.Message);
        WriteDetails(writer, "data");
        writer.WriteEndObject();
    }

    /// <summary>Writes the body of the binding HTTP+JSON.</summary>
    public void WriteRest(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteStartObject("error"u8);
        writer.WriteNumber("code"u8, HttpStatus);
        writer.WriteString("status"u8, HttpStatus == StatusCodes.Status429TooManyRequests ? "RESOURCE_EXHAUSTED" : Kind.Status);
        writer.WriteString("message"u8, Failure.Message);
        WriteDetails(writer, "details");
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private void WriteDetails(Utf8JsonWriter writer, string name)
    {
        writer.WriteStartArray(name);
        writer.WriteStartObject();
        writer.WriteString("@type"u8, "type.googleapis.com/google.rpc.ErrorInfo");
        writer.WriteString("reason"u8, Kind.Reason ?? Kind.Status);
        writer.WriteString("domain"u8, Kind.Reason is null ? OwnDomain : A2AErrorKind.Domain);
        writer.WriteStartObject("metadata"u8);
        writer.WriteString("code"u8, Failure.Code);
        writer.WriteEndObject();
        writer.WriteEndObject();
        if (Failure is ValidationException invalid) WriteViolations(writer, invalid.Faults);
        writer.WriteEndArray();
    }

    private static void WriteViolations(Utf8JsonWriter writer, IReadOnlyList<Fault> faults)
    {
        writer.WriteStartObject();
        writer.WriteString("@type"u8, "type.googleapis.com/google.rpc.BadRequest");
        writer.WriteStartArray("fieldViolations"u8);
        foreach (var fault in faults)
        {
            writer.WriteStartObject();
            writer.WriteString("field"u8, Field(fault.Where));
            writer.WriteString("description"u8, fault.Message);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    // Places inside a graph's own input or answer are pointers, and their names are the graph's.
    private static string Field(string where)
    {
        if (where.StartsWith('/')) return where;
        var words = where.Split('_');
        return words[0] + string.Concat(words.Skip(1).Select(word => word.Length == 0 ? "" : char.ToUpperInvariant(word[0]) + word[1..]));
    }
}
