using System.Diagnostics;
using Baton.Errors;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Baton.Server.Http;

/// <summary>Turns exceptions into error bodies: a stable code, a text that says what to do, no stack trace.</summary>
internal sealed partial class ErrorMiddleware(RequestDelegate next, ILogger<ErrorMiddleware> logger)
{
    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            // PostgreSQL looks for no text with it.
            if (context.Request.QueryString.Value?.Contains("%00", StringComparison.Ordinal) is true) throw new BatonException(ErrorCodes.RequestInvalid, "The query has U+0000 in it, which is in no name. Leave it out.");
            await next(context);
            await ExplainAsync(context);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // Nobody is there to be answered.
        }
        catch (Exception exception)
        {
            if (context.Response.HasStarted)
            {
                LogBroken(exception, context.Request.Path);
                context.Abort();
                return;
            }

            await AnswerAsync(context, exception);
        }
    }

    // What routing refuses has no body of its own.
    private static Task ExplainAsync(HttpContext context)
    {
        var (request, response) = (context.Request, context.Response);
        if (response.HasStarted) return Task.CompletedTask;
        return response.StatusCode switch
        {
            StatusCodes.Status404NotFound when context.GetEndpoint() is null => ErrorResponse.WriteAsync(
                context, response.StatusCode, ErrorCodes.PathUnknown, $"There is nothing at {request.Path}. GET /openapi/v1.json lists what there is."),
            StatusCodes.Status400BadRequest => ErrorResponse.WriteAsync(
                context, response.StatusCode, ErrorCodes.RequestInvalid, "A value in the path or query has a wrong type."),
            StatusCodes.Status405MethodNotAllowed => ErrorResponse.WriteAsync(
                context, response.StatusCode, ErrorCodes.PathUnknown, $"{request.Path} does not take {request.Method}, but {response.Headers.Allow}."),
            _ => Task.CompletedTask,
        };
    }

    private Task AnswerAsync(HttpContext context, Exception exception)
    {
        switch (exception)
        {
            case BatonException known:
                var status = ErrorStatus.Of(known.Code);
                if (status >= StatusCodes.Status500InternalServerError) LogFailed(exception, context.Request.Path);
                return ErrorResponse.WriteAsync(context, status, known.Code, known.Message, (known as ValidationException)?.Faults);
            case BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge }:
                return ErrorResponse.WriteAsync(context, StatusCodes.Status413PayloadTooLarge, ErrorCodes.BodyTooLarge, RequestBody.TooLarge);
            case BadHttpRequestException bad:
                return ErrorResponse.WriteAsync(context, bad.StatusCode, ErrorCodes.RequestInvalid, bad.Message);
            default:
                var id = Activity.Current?.TraceId.ToString() ?? context.TraceIdentifier;
                LogInternal(exception, context.Request.Path, id);
                return ErrorResponse.WriteAsync(
                    context, StatusCodes.Status500InternalServerError, ErrorCodes.Internal, $"The server failed; its log has the details under {id}.");
        }
    }

    [LoggerMessage(EventId = 301, Level = LogLevel.Error, Message = "{Path} failed")]
    private partial void LogFailed(Exception exception, PathString path);

    [LoggerMessage(EventId = 303, Level = LogLevel.Error, Message = "{Path} failed ({Id})")]
    private partial void LogInternal(Exception exception, PathString path, string id);

    [LoggerMessage(EventId = 302, Level = LogLevel.Error, Message = "{Path} failed after its response had begun")]
    private partial void LogBroken(Exception exception, PathString path);
}
