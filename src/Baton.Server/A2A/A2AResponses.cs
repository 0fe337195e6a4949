using System.Text.Encodings.Web;
using System.Text.Json;
using Baton.Engine.A2A;
using Baton.Errors;
using Baton.Registry;
using Baton.Server.Http;
using Baton.Server.Security;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Baton.Server.A2A;

/// <summary>What both bindings do alike: they tell who calls which assistant, run an operation, and turn failures into the protocol's errors.</summary>
/// <remarks>Safe for concurrent use.</remarks>
internal sealed partial class A2AResponses(GraphRegistry graphs, A2AOperations operations, Microsoft.Extensions.Options.IOptions<A2AOptions> options, ILogger<A2AResponses> log)
{
    /// <summary>How bodies are written.</summary>
    public static readonly JsonWriterOptions Writing = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The operations.</summary>
    public A2AOperations Operations => operations;

    /// <summary>Who calls which assistant.</summary>
    /// <exception cref="BatonException">There is no such assistant, or it is out of use.</exception>
    public A2ACall Call(HttpContext context, string assistant, string version)
    {
        if (graphs.Find(assistant) is null) throw new BatonException(ErrorCodes.GraphUnknown, $"There is no assistant '{assistant}'.");
        return new A2ACall(graphs.Get(assistant), Caller.Of(context), version, CardHandlers.BaseUrl(context, options.Value), context.RequestAborted)
        {
            Operates = Caller.Of(context).Operates,
        };
    }

    /// <summary>Runs an operation.</summary>
    /// <exception cref="BatonException">It was refused.</exception>
    public ValueTask<object?> RunAsync(HttpContext context, A2ACall call, string method, JsonElement parameters)
    {
        var operation = operations[method];
        if (operation.NeedsRun && !BatonPolicies.Roles[BatonPolicies.Run].Any(context.User.IsInRole))
        {
            throw new BatonException(ErrorCodes.RoleMissing, $"The roles of key '{context.User.Identity?.Name}' do not cover {method}.");
        }

        return operation.Invoke(call, new Fields(parameters, camelCase: true));
    }

    /// <summary>The refusal that a failure is to the caller.</summary>
    public A2AFault Fault(HttpContext context, Exception failure)
    {
        if (failure is BatonException known)
        {
            var fault = A2AFault.Of(known);
            if (fault.Kind == A2AErrorKind.Internal) LogFailed(failure, context.Request.Path);
            return fault;
        }

        LogFailed(failure, context.Request.Path);
        return A2AFault.Of(new BatonException(ErrorCodes.Internal, $"The server failed; its log has the details under {context.TraceIdentifier}."));
    }

    /// <summary>Writes a body in one piece.</summary>
    public static async Task WriteAsync(HttpContext context, int status, string type, Action<Utf8JsonWriter> write)
    {
        var response = context.Response;
        response.StatusCode = status;
        response.ContentType = type;
        if (status == StatusCodes.Status429TooManyRequests) response.Headers.RetryAfter = "1";
        using (var writer = new Utf8JsonWriter(response.BodyWriter, Writing)) write(writer);
        await response.BodyWriter.FlushAsync(context.RequestAborted);
    }

    [LoggerMessage(EventId = 661, Level = LogLevel.Error, Message = "{Path} failed")]
    private partial void LogFailed(Exception exception, PathString path);
}
