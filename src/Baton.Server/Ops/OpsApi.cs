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
        group.MapGet("/runs", OpsRuns.List);
        group.MapGet("/runs/counts", OpsRuns.Count);
        group.MapPost("/runs/cancel", OpsRepairs.CancelMany).WithBody(typeof(OpsBulkCancel));
        group.MapPost("/runs/retry", OpsRepairs.RetryMany).WithBody(typeof(OpsBulkRetry));
        group.MapGet("/runs/{runId:guid}", OpsRuns.Get);
        group.MapGet("/runs/{runId:guid}/journal", OpsRuns.Journal);
        group.MapGet("/runs/{runId:guid}/tree", OpsRuns.Tree);
        group.MapGet("/runs/{runId:guid}/explain", OpsRuns.Explain);
        group.MapPost("/runs/{runId:guid}/signals", OpsRuns.Signal).WithBody(typeof(OpsSignal));
        group.MapPost("/runs/{runId:guid}/retry", OpsRepairs.Retry).WithBody(typeof(OpsRetry));
        group.MapPost("/runs/{runId:guid}/skip", OpsRepairs.Skip).WithBody(typeof(OpsSkip));
        group.MapGet("/live", OpsLive.Watch);
        group.MapGet("/inbox", OpsInbox.List);
        group.MapPost("/inbox/{ticket}", OpsInbox.Answer).WithBody(typeof(OpsAnswer));
        var memory = routes.MapGroup("/ops/memory").WithTags("Operations").RequireAuthorization(BatonPolicies.Administer);
        memory.MapGet("/{customer}", OpsMemory.List);
        memory.MapDelete("/{customer}", OpsMemory.Erase);
        group.MapGet("/messages", OpsMessages.Find);
        group.MapGet("/messages/backlog", OpsMessages.Backlog);
        var messages = routes.MapGroup("/ops/messages").WithTags("Operations").RequireAuthorization(BatonPolicies.Administer);
        messages.MapPost("/erase", OpsMessages.Erase).WithBody(typeof(OpsMessageErasure));
        messages.MapPost("/rebuild", OpsMessages.Rebuild).WithBody(typeof(OpsMessageRebuild));
        group.MapGet("/costs", OpsCosts.Report);
        group.MapGet("/costs/outcomes", OpsAnalytics.Outcomes);
        group.MapGet("/analytics", OpsAnalytics.Report);
        group.MapGet("/cases", OpsCases.List);
        group.MapGet("/cases/{thread}", OpsCases.Get);
        group.MapGet("/feedback", OpsFeedback.List);
        group.MapPost("/feedback", OpsFeedback.Add).WithBody(typeof(OpsFeedbackWish));
        group.MapGet("/kill-switch", OpsKillSwitch.Get);
        routes.MapPut("/ops/kill-switch", OpsKillSwitch.Put).WithBody(typeof(OpsKillRequest)).WithTags("Operations").RequireAuthorization(BatonPolicies.Administer);
        group.MapGet("/knowledge", OpsKnowledge.Collections);
        group.MapGet("/knowledge/{collection}", OpsKnowledge.Documents);
        group.MapPost("/knowledge/{collection}", OpsKnowledge.Put).WithBody(typeof(OpsDocuments));
        group.MapPost("/knowledge/{collection}/search", OpsKnowledge.Search).WithBody(typeof(OpsQuestion));
        group.MapPost("/knowledge/{collection}/remove", OpsKnowledge.Remove).WithBody(typeof(OpsDocumentIds));
        group.MapDelete("/knowledge/{collection}", OpsKnowledge.Drop).RequireAuthorization(BatonPolicies.Administer);
        group.MapGet("/runs/{runId:guid}/calls/{seq:int}", OpsCalls.Get);
        // Without the cast its answer would be dropped: a method of a context alone counts as a raw handler.
        group.MapGet("/prompts", (Delegate)OpsPrompts.List);
        group.MapGet("/prompts/{agent}", OpsPrompts.Get);
        group.MapPut("/prompts/{agent}", OpsPrompts.Change).WithBody(typeof(OpsPromptChange)).RequireAuthorization(BatonPolicies.Administer);
        group.MapGet("/prompts/{agent}/history", OpsPrompts.History);
        group.MapGet("/prompts/{agent}/diff", OpsPrompts.Diff);
        group.MapPost("/prompts/{agent}/rollback", OpsPrompts.RollBack).WithBody(typeof(OpsPromptRollback)).RequireAuthorization(BatonPolicies.Administer);
        routes.MapGet("/ops/pools", OpsPools.List).WithTags("Operations").RequireAuthorization(BatonPolicies.Read);
        routes.MapGet("/ops/remote-agents", OpsRemoteAgents.List).WithTags("Operations").RequireAuthorization(BatonPolicies.Read);
        routes.MapGet("/ops/circuits", OpsCircuits.List).WithTags("Operations").RequireAuthorization(BatonPolicies.Read);
    }

    public static IServiceCollection AddOpsApi(this IServiceCollection services) =>
        services.ConfigureHttpJsonOptions(options => options.SerializerOptions.TypeInfoResolverChain.Insert(0, OpsJson.Default));
}
