using Microsoft.AspNetCore.Http.HttpResults;

namespace Baton.Cli.CallAgents;

/// <summary>That an agent lives.</summary>
/// <param name="Status">Always <c>ok</c>.</param>
/// <param name="Agent">Its name.</param>
internal sealed record AgentHealth(string Status, string Agent)
{
    /// <summary>The path inside the process; at the agents' ports it is <c>/health</c>.</summary>
    public const string Path = "/call-agents/health";

    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet(Path, Get).AllowAnonymous().ExcludeFromDescription();

    private static Ok<AgentHealth> Get(HttpContext context) => TypedResults.Ok(new AgentHealth("ok", context.Features.Get<AgentPort>()!.Agent.Name));
}
