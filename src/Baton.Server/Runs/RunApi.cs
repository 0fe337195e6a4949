using System.Text.Json;
using Baton.Server.Http;
using Baton.Server.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Baton.Server.Runs;

/// <summary>The run API: the HTTP contract that LangGraph's SDK clients call.</summary>
internal static class RunApi
{
    private const string EventStreamType = "text/event-stream";

    public static void Map(IEndpointRouteBuilder routes)
    {
        MapAssistants(routes.MapGroup("/assistants").WithTags("Assistants"));
        MapThreads(routes.MapGroup("/threads").WithTags("Threads"));
        MapRunsOnThreads(routes.MapGroup("/threads/{threadId}/runs").WithTags("Runs on threads"));
        MapRuns(routes.MapGroup("/runs").WithTags("Runs"));
        MapCrons(routes.MapGroup("").WithTags("Crons"));
    }

    public static IServiceCollection AddRunApi(this IServiceCollection services)
    {
        services.TryAddSingleton<AssistantDirectory>();
        services.TryAddSingleton<BatchOrder>();
        services.TryAddSingleton<ThreadCreation>();
        services.TryAddSingleton<Pulse>();
        services.TryAddSingleton<RunResponse>();
        return services.ConfigureHttpJsonOptions(options => options.SerializerOptions.TypeInfoResolverChain.Insert(0, RunApiJson.Default));
    }

    private static void MapAssistants(RouteGroupBuilder group)
    {
        group.RequireAuthorization(BatonPolicies.Read);
        group.MapPost("/search", AssistantHandlers.Search).WithBody(typeof(AssistantSearch)).Produces<IReadOnlyList<Assistant>>();
        group.MapPost("/count", AssistantHandlers.Count).WithBody(typeof(AssistantSearch));
        group.MapGet("/{assistantId}", AssistantHandlers.Get);
        group.MapGet("/{assistantId}/schemas", AssistantHandlers.Schemas);
        group.MapGet("/{assistantId}/graph", AssistantHandlers.Draw);
        group.MapGet("/{assistantId}/subgraphs", AssistantHandlers.Subgraphs);
        group.MapGet("/{assistantId}/subgraphs/{place}", AssistantHandlers.SubgraphsIn);
    }

    private static void MapThreads(RouteGroupBuilder group)
    {
        var read = group.MapGroup("").RequireAuthorization(BatonPolicies.Read);
        read.MapPost("/search", ThreadHandlers.Search).WithBody(typeof(ThreadSearch)).Produces<IReadOnlyList<ThreadBody>>();
        read.MapPost("/count", ThreadHandlers.Count).WithBody(typeof(ThreadSearch));
        read.MapGet("/{threadId}", ThreadHandlers.Get);
        read.MapGet("/{threadId}/state", StateHandlers.Get);
        read.MapGet("/{threadId}/state/{checkpointId}", StateHandlers.GetAt);
        read.MapPost("/{threadId}/state/checkpoint", StateHandlers.Find).WithBody(typeof(StateLookup));
        read.MapPost("/{threadId}/history", StateHandlers.History).WithBody(typeof(HistoryQuery));
        read.MapGet("/{threadId}/history", StateHandlers.HistoryOf);

        var change = group.MapGroup("").RequireAuthorization(BatonPolicies.Run);
        change.MapPost("", ThreadHandlers.Create).WithBody(typeof(ThreadCreate));
        change.MapPatch("/{threadId}", ThreadHandlers.Update).WithBody(typeof(ThreadPatch));
        change.MapDelete("/{threadId}", ThreadHandlers.Delete);
        change.MapPost("/{threadId}/state", StateHandlers.Update).WithBody(typeof(StateUpdate));
    }

    private static void MapRunsOnThreads(RouteGroupBuilder group)
    {
        var read = group.MapGroup("").RequireAuthorization(BatonPolicies.Read);
        read.MapGet("", RunHandlers.List).Produces<IReadOnlyList<RunBody>>();
        read.MapGet("/{runId:guid}", RunHandlers.Get);

        var change = group.MapGroup("").RequireAuthorization(BatonPolicies.Run);
        change.MapPost("", RunHandlers.Create).WithBody(typeof(RunCreate));
        change.MapPost("/wait", RunHandlers.Wait).WithBody(typeof(RunCreate)).Produces<JsonElement>();
        change.MapPost("/stream", RunHandlers.Stream).WithBody(typeof(RunCreate)).Produces<string>(contentType: EventStreamType);

        // Whoever joins can ask to cancel on disconnect.
        change.MapGet("/{runId:guid}/join", RunHandlers.Join).Produces<JsonElement>();
        change.MapGet("/{runId:guid}/stream", RunHandlers.JoinStream).Produces<string>(contentType: EventStreamType);
        change.MapPost("/{runId:guid}/cancel", RunHandlers.Cancel);
        change.MapDelete("/{runId:guid}", RunHandlers.Delete);
    }

    private static void MapRuns(RouteGroupBuilder group)
    {
        group.RequireAuthorization(BatonPolicies.Run);
        group.MapPost("", RunHandlers.Create).WithBody(typeof(RunCreate));
        group.MapPost("/wait", RunHandlers.Wait).WithBody(typeof(RunCreate)).Produces<JsonElement>();
        group.MapPost("/stream", RunHandlers.Stream).WithBody(typeof(RunCreate)).Produces<string>(contentType: EventStreamType);
        group.MapPost("/batch", RunHandlers.Batch).WithBody(typeof(RunCreate), many: true);
        group.MapGet("/{runId:guid}", RunHandlers.Get);
        group.MapGet("/{runId:guid}/join", RunHandlers.Join).Produces<JsonElement>();
        group.MapGet("/{runId:guid}/stream", RunHandlers.JoinStream).Produces<string>(contentType: EventStreamType);
        group.MapPost("/{runId:guid}/cancel", RunHandlers.Cancel);
    }

    private static void MapCrons(RouteGroupBuilder group)
    {
        var read = group.MapGroup("/runs/crons").RequireAuthorization(BatonPolicies.Read);
        read.MapPost("/search", CronHandlers.Search).WithBody(typeof(CronSearch)).Produces<IReadOnlyList<CronBody>>();
        read.MapPost("/count", CronHandlers.Count).WithBody(typeof(CronSearch));
        read.MapGet("/{cronId:guid}", CronHandlers.Get);

        var change = group.MapGroup("").RequireAuthorization(BatonPolicies.Run);
        change.MapPost("/runs/crons", CronHandlers.Create).WithBody(typeof(CronCreate));
        change.MapPost("/threads/{threadId}/runs/crons", CronHandlers.Create).WithBody(typeof(CronCreate));
        change.MapPatch("/runs/crons/{cronId:guid}", CronHandlers.Update).WithBody(typeof(CronPatch));
        change.MapDelete("/runs/crons/{cronId:guid}", CronHandlers.Delete);
    }
}
