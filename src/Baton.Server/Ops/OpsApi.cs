using Baton.Server.Http;
using Baton.Server.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Baton.Server.Ops;

/// <summary>Operations: what the run API lacks.</summary>
internal static class OpsApi
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/ops").WithTags("Operations").RequireAuthorization(BatonPolicies.Operate);
        group.MapGet("/runs", OpsHandlers.Runs);
        group.MapGet("/runs/{runId:guid}/journal", OpsHandlers.Journal);
        group.MapPost("/runs/{runId:guid}/signals", OpsHandlers.Signal).WithBody(typeof(OpsSignal));
        group.MapGet("/inbox", OpsHandlers.Inbox);
        group.MapPost("/inbox/{ticket}", OpsHandlers.Answer).WithBody(typeof(OpsAnswer));
        group.MapGet("/runs/{runId:guid}/calls/{seq:int}", OpsHandlers.Call);
        // Without the cast its answer would be dropped: a method of a context alone counts as a raw handler.
        group.MapGet("/prompts", (Delegate)OpsPrompts.List);
        group.MapGet("/prompts/{agent}", OpsPrompts.Get);
        group.MapPut("/prompts/{agent}", OpsPrompts.Change).WithBody(typeof(OpsPromptChange)).RequireAuthorization(BatonPolicies.Administer);
        group.MapGet("/prompts/{agent}/history", OpsPrompts.History);
        group.MapGet("/prompts/{agent}/diff", OpsPrompts.Diff);
        group.MapPost("/prompts/{agent}/rollback", OpsPrompts.RollBack).WithBody(typeof(OpsPromptRollback)).RequireAuthorization(BatonPolicies.Administer);
        routes.MapGet("/ops/pools", OpsPools.List).WithTags("Operations").RequireAuthorization(BatonPolicies.Read);
    }

    public static IServiceCollection AddOpsApi(this IServiceCollection services) =>
        services.ConfigureHttpJsonOptions(options => options.SerializerOptions.TypeInfoResolverChain.Insert(0, OpsJson.Default));
}
