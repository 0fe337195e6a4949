using System.Security.Claims;
using Baton.Server.Security;
using Microsoft.AspNetCore.Authentication;

namespace Baton.Cli.CallAgents;

/// <summary>
/// Gives each agent a tenant of its own. They share a store as if they did not: a conversation belongs to one agent, and a caller that has one call with
/// several of them names it alike to all.
/// </summary>
internal sealed class AgentTenant(IHttpContextAccessor requests) : IClaimsTransformation
{
    // It is asked more than once for a request, and a tenant's own name may end like an agent's.
    private const string Given = "baton.call_agent";

    public Task<ClaimsPrincipal> TransformAsync(ClaimsPrincipal principal)
    {
        if (requests.HttpContext?.Features.Get<AgentPort>() is not { Agent: var agent } || principal.HasClaim(Given, agent.Name)) return Task.FromResult(principal);
        var tenant = $"{principal.FindFirst(Caller.TenantClaim)?.Value ?? "default"}-{agent.Name}";

        // A new identity: the one that is given belongs to every request of its caller.
        var claims = principal.Claims.Where(claim => claim.Type != Caller.TenantClaim).Append(new Claim(Caller.TenantClaim, tenant)).Append(new Claim(Given, agent.Name));
        return Task.FromResult(new ClaimsPrincipal(new ClaimsIdentity(claims, principal.Identity?.AuthenticationType)));
    }
}
