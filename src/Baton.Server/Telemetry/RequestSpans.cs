using System.Diagnostics;
using Baton.Engine.Telemetry;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;

namespace Baton.Server.Telemetry;

/// <summary>
/// Names the span that ASP.NET Core makes of a request, and tells the caller where to look: <c>x-trace-id</c>, and a link to the page of the
/// run that the response is about. While nobody listens it does nothing.
/// </summary>
internal sealed class RequestSpans(RequestDelegate next, IConfiguration configuration)
{
    public const string TraceHeader = "x-trace-id";
    private static readonly string[] Probes = ["/health", "/ok", "/ready", "/metrics"];
    private readonly string _runPage = configuration[$"{TelemetryOptions.Section}:{nameof(TelemetryOptions.RunPage)}"] ?? new TelemetryOptions().RunPage;

    public Task InvokeAsync(HttpContext context) =>
        BatonTelemetry.IsTracing && Activity.Current is { } span ? ObservedAsync(context, span) : next(context);

    private async Task ObservedAsync(HttpContext context, Activity span)
    {
        if (Array.Exists(Probes, probe => context.Request.Path.Equals(probe, StringComparison.OrdinalIgnoreCase)))
        {
            // Somebody who asks every few seconds whether the server lives is no action of a user.
            span.ActivityTraceFlags &= ~ActivityTraceFlags.Recorded;
            span.IsAllDataRequested = false;
        }

        context.Response.OnStarting(() =>
        {
            Tell(context.Response.Headers, span);
            return Task.CompletedTask;
        });
        try
        {
            await next(context);
        }
        finally
        {
            if (span.IsAllDataRequested) Describe(context, span);
        }
    }

    private void Tell(IHeaderDictionary headers, Activity span)
    {
        headers[TraceHeader] = span.TraceId.ToHexString();
        if (headers.ContentLocation.ToString() is not { Length: > 0 } location) return;
        if (!Guid.TryParse(location.AsSpan(location.LastIndexOf('/') + 1), out var run)) return;
        headers.Append("Link", $"<{_runPage.Replace("{run}", run.ToString(), StringComparison.Ordinal)}>; rel=\"related\"; title=\"run\"");
    }

    private static void Describe(HttpContext context, Activity span)
    {
        var route = (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText;
        span.DisplayName = route is null ? context.Request.Method : $"{context.Request.Method} {route}";
        span.SetTag(TelemetryNames.HttpMethod, context.Request.Method);
        span.SetTag(TelemetryNames.HttpRoute, route);
        span.SetTag(TelemetryNames.HttpStatus, context.Response.StatusCode);
        if (context.Response.StatusCode >= StatusCodes.Status500InternalServerError) Span.Fail(span, $"{context.Response.StatusCode}");
    }
}
