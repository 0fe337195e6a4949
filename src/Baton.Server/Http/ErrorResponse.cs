using Baton.Errors;
using Microsoft.AspNetCore.Http;

namespace Baton.Server.Http;

/// <summary>The body of every error.</summary>
/// <param name="Detail">What is wrong and what to do.</param>
/// <param name="Code">The stable code.</param>
/// <param name="Faults">Every fault of a check, or absent.</param>
internal sealed record ErrorResponse(string Detail, string Code, IReadOnlyList<ErrorFault>? Faults = null)
{
    /// <summary>Writes an error as the response; what was set before is dropped.</summary>
    public static Task WriteAsync(HttpContext context, int status, string code, string detail, IReadOnlyList<Fault>? faults = null)
    {
        context.Response.StatusCode = status;
        context.Response.ContentLength = null;
        if (status == StatusCodes.Status429TooManyRequests && !context.Response.Headers.ContainsKey("Retry-After"))
        {
            context.Response.Headers.RetryAfter = "1";
        }

        var body = new ErrorResponse(detail, code, faults?.Select(fault => new ErrorFault(fault.Code, fault.Where, fault.Message)).ToList());
        return context.Response.WriteAsJsonAsync(body, HttpJson.Default.ErrorResponse, contentType: null, context.RequestAborted);
    }
}

/// <summary>One fault.</summary>
/// <param name="Code">The stable code.</param>
/// <param name="Where">The field.</param>
/// <param name="Message">What is wrong and what cures it.</param>
internal sealed record ErrorFault(string Code, string Where, string Message);
