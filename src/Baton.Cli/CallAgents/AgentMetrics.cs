using System.Text;
using Baton.Calls.Agents;

namespace Baton.Cli.CallAgents;

/// <summary>Measurements of one agent: those of the process without the lines of other agents. What the agents share, such as the store, all of them show.</summary>
internal static class AgentMetrics
{
    /// <summary>Answers with what is left.</summary>
    public static async Task FilterAsync(HttpContext context, RequestDelegate next, ServiceAgent agent)
    {
        var own = context.Response.Body;
        using var all = new MemoryStream();
        context.Response.Body = all;
        try
        {
            await next(context);
        }
        finally
        {
            context.Response.Body = own;
        }

        var lines = Encoding.UTF8.GetString(all.GetBuffer().AsSpan(0, (int)all.Length)).Split('\n').Where(line => !IsOfAnother(line, agent));
        context.Response.ContentLength = null;
        await context.Response.WriteAsync(string.Join('\n', lines), context.RequestAborted);
    }

    private static bool IsOfAnother(string line, ServiceAgent agent) =>
        !line.StartsWith('#') && ServiceAgent.All.Any(other => other != agent && line.Contains($"\"{other.Id}\"", StringComparison.Ordinal));
}
