using Baton.Agents.Loop;
using Baton.Errors;
using Baton.Server.Security;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.DependencyInjection;

namespace Baton.Server.Ops;

/// <summary>Past model calls.</summary>
internal static class OpsCalls
{
    public static async Task<Ok<RebuiltCall>> Get(HttpContext context, Guid runId, int seq) => context.RequestServices.GetService<ModelCalls>() is not { } calls
        ? throw new BatonException(ErrorCodes.CallUnknown, "This server has no agents, so none of its calls can be rebuilt. Add them with AddAgents(…).")
        : TypedResults.Ok(await calls.RebuildAsync(Caller.Of(context).Tenant, runId, seq, context.RequestAborted));
}
