using Baton.Calls.Flow;
using Baton.Calls.Sessions;
using Baton.Contracts;
using Baton.Server.Http;
using Baton.Server.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Baton.Calls.Api;

/// <summary>Calls over HTTP: a turn, its stream, and sessions.</summary>
internal static class CallsApi
{
    private const string EventStreamType = "text/event-stream";

    public static void Map(IEndpointRouteBuilder routes)
    {
        var turns = routes.MapGroup("/orchestrate").WithTags("Calls").RequireAuthorization(BatonPolicies.Run);
        turns.MapPost("", TakeAsync).WithBody(typeof(CallRequest)).Produces<CallReply>();
        turns.MapPost("/stream", StreamAsync).WithBody(typeof(CallRequest)).Produces(StatusCodes.Status200OK, contentType: EventStreamType);
        turns.MapGet("/stream/{runId:guid}", FollowAsync).Produces(StatusCodes.Status200OK, contentType: EventStreamType);
        turns.MapGet("/ws", SocketAsync).Produces(StatusCodes.Status101SwitchingProtocols);
        var sessions = routes.MapGroup("/session/{id}").WithTags("Calls").RequireAuthorization(BatonPolicies.Run);
        sessions.MapGet("", GetAsync).Produces<SessionBody>();
        sessions.MapGet("/steps", StepsAsync).Produces<IReadOnlyList<CallStep>>();
        sessions.MapDelete("", DeleteAsync);
    }

    private static async Task<JsonHttpResult<CallReply>> TakeAsync(HttpContext context, Orchestration orchestration)
    {
        var run = await orchestration.BeginAsync(Order(context), await RequestBody.ReadAsync(context), context.RequestAborted);
        return TypedResults.Json(await orchestration.EndAsync(run, context.RequestAborted), BatonJson.Options);
    }

    private static async Task StreamAsync(HttpContext context, Orchestration orchestration, TurnResponse response)
    {
        var run = await orchestration.BeginAsync(Order(context), await RequestBody.ReadAsync(context), context.RequestAborted);
        await response.StreamAsync(context, run);
    }

    private static async Task FollowAsync(HttpContext context, TurnStream stream, TurnResponse response, Guid runId) =>
        await response.StreamAsync(context, await stream.FindAsync(Caller.Of(context).Tenant, runId, context.RequestAborted));

    private static Task SocketAsync(HttpContext context, CallSocket socket) => socket.ServeAsync(context, Order(context));

    private static async Task<JsonHttpResult<SessionBody>> GetAsync(HttpContext context, Session sessions, string id) =>
        TypedResults.Json(SessionBody.Of(await sessions.ReadAsync(Caller.Of(context).Tenant, id, context.RequestAborted)), BatonJson.Options);

    private static async Task<JsonHttpResult<IReadOnlyList<CallStep>>> StepsAsync(HttpContext context, Session sessions, string id) =>
        TypedResults.Json<IReadOnlyList<CallStep>>((await sessions.ReadAsync(Caller.Of(context).Tenant, id, context.RequestAborted)).Steps, BatonJson.Options);

    private static async Task<NoContent> DeleteAsync(HttpContext context, Session sessions, SessionRemoval removal, string id)
    {
        var tenant = Caller.Of(context).Tenant;
        await sessions.RequireAsync(tenant, id, context.RequestAborted);
        return await removal.RemoveAsync(tenant, id, idle: null, context.RequestAborted) ? TypedResults.NoContent() : throw Session.Unknown(id);
    }

    private static TurnOrder Order(HttpContext context)
    {
        var caller = Caller.Of(context);
        return new TurnOrder(caller.Tenant, IdempotencyKey.Of(context), caller.Name);
    }
}
