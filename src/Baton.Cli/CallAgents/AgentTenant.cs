using System.Security.Claims;
using Baton.Calls.Agents;
using Baton.Server.Security;
using Microsoft.AspNetCore.Authentication;

namespace Baton.Cli.CallAgents;

/// <summary>
/// Gives each agent a tenant of its own. They share a store as if they did not: a conversation belongs to one agent, and a caller that has one call with
/// several of them names it alike to all.
/// </summary>
internal sealed class AgentTenant(IHttpContextAccessor requests) : IClaimsTransformation
{
    public Task<ClaimsPrincipal> TransformAsync(ClaimsPrincipal principal)
    {
        if (requests.HttpContext?.Features.Get<AgentPort>() is not { Agent: var agent }) return Task.FromResult(principal);
        var given = principal.FindFirst(Caller.TenantClaim)?.Value ?? "default";
        var tenant = Of(agent, given);
        if (given == tenant) return Task.FromResult(principal);
        var own = principal.Clone();
        var identity = (ClaimsIdentity)own.Identity!;
        if (identity.FindFirst(Caller.TenantClaim) is { } claim) identity.RemoveClaim(claim);
        identity.AddClaim(new Claim(Caller.TenantClaim, tenant));
        return Task.FromResult(own);
    }

    // It is asked more than once for a request.
    private static string Of(ServiceAgent agent, string tenant) => tenant.EndsWith($"-{agent.Name}", StringComparison.Ordinal) ? tenant : $"{tenant}-{agent.Name}";
}
