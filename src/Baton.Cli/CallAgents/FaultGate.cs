using System.Text;
using Baton.Calls.Agents;

namespace Baton.Cli.CallAgents;

/// <summary>Makes agents fail as they were told to: what is posted to them is late, garbled, cut off or refused. Cards and health stay as they are.</summary>
internal sealed class FaultGate(IReadOnlyDictionary<ServiceAgent, AgentFault> faults, TimeProvider time) : IStartupFilter
{
    // An answer's beginning, and never all of it: the smallest ones have more.
    private const int Half = 60;

    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.Use(FailAsync);
        next(app);
    };

    private Task FailAsync(HttpContext context, RequestDelegate next)
    {
        var isFaulty = faults.TryGetValue(context.Features.Get<AgentPort>()!.Agent, out var fault);
        if (!isFaulty || !HttpMethods.IsPost(context.Request.Method)) return next(context);
        return fault!.Kind switch
        {
            FaultKind.Slow => LateAsync(context, next, fault.Delay),
            FaultKind.Garbage => WriteAsync(context, StatusCodes.Status200OK, "application/json", "%% this is no answer \u0001 {\"jsonrpc\": [[["),
            FaultKind.Error => WriteAsync(context, StatusCodes.Status500InternalServerError, "application/json", """{"error":"This agent was told to fail."}"""),
            _ => CutAsync(context, next),
        };
    }

    private async Task LateAsync(HttpContext context, RequestDelegate next, TimeSpan delay)
    {
        await Task.Delay(delay, time, context.RequestAborted);
        await next(context);
    }

    private static async Task WriteAsync(HttpContext context, int status, string type, string text)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = type;
        await context.Response.WriteAsync(text, Encoding.UTF8, context.RequestAborted);
    }

    private static async Task CutAsync(HttpContext context, RequestDelegate next)
    {
        var own = context.Response.Body;
        await using var cut = new CutStream(own, Half, context.Abort);
        context.Response.Body = cut;
        try
        {
            await next(context);
        }
        finally
        {
            context.Response.Body = own;
        }
    }
}
