using Baton.Errors;

namespace Baton.Cli.CallAgents;

/// <summary>Lets a port reach its own agent and nothing else: card, A2A, health and measurements.</summary>
internal sealed class AgentGate : IStartupFilter
{
    private const string Card = "/.well-known/agent-card.json";

    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.Use(PassAsync);
        next(app);
    };

    private static Task PassAsync(HttpContext context, RequestDelegate next)
    {
        var agent = context.Features.Get<AgentPort>()!.Agent;
        var path = context.Request.Path;
        var own = new PathString($"/a2a/{agent.Id}");
        if (path.Equals("/metrics")) return AgentMetrics.FilterAsync(context, next, agent);
        if (path.Equals(Card)) context.Request.Path = own + Card;
        else if (path.Equals("/health")) context.Request.Path = AgentHealth.Path;
        else if (!path.StartsWithSegments(own) && !path.Equals("/ready"))
        {
            throw new BatonException(ErrorCodes.GraphUnknown, $"Here is the agent '{agent.Id}' alone: its card is at {Card}, and it is called at {own}.");
        }

        return next(context);
    }
}
