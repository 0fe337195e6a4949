using System.Reflection;
using System.Text.Json.Serialization;
using Baton.Engine.Hosting;
using Baton.Errors;
using Baton.Registry;
using Baton.Server.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Baton.Server.Http;

/// <summary>Whether the server lives, can work, and what it is. Open to everybody.</summary>
internal static class HealthApi
{
    private static readonly string _version =
        typeof(HealthApi).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0";

    public static void Map(IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("").WithTags("Health").AllowAnonymous();
        group.MapGet("/health", Health);
        group.MapGet("/ok", Ok);
        group.MapGet("/ready", Ready);
        group.MapGet("/info", Info);
    }

    private static Ok<HealthResponse> Health(GraphRegistry graphs) =>
        TypedResults.Ok(new HealthResponse("ok", graphs.Rows.Count, graphs.CompiledCount));

    private static Ok<OkResponse> Ok() => TypedResults.Ok(new OkResponse(true));

    private static Results<Ok<ReadyResponse>, JsonHttpResult<ReadyResponse>> Ready(IEngineStatus engine) =>
        (engine.IsReady, engine.StoreRefusesWrites) switch
        {
            (true, false) => TypedResults.Ok(new ReadyResponse("ready", engine.Store)),
            (true, true) => NotReady("store_refuses_writes", engine.Store, ErrorCodes.StoreRefusesWrites),
            _ => NotReady("starting", engine.Store, ErrorCodes.NotReady),
        };

    private static JsonHttpResult<ReadyResponse> NotReady(string status, string store, string code) =>
        TypedResults.Json(new ReadyResponse(status, store) { Code = code }, statusCode: StatusCodes.Status503ServiceUnavailable);

    private static Ok<InfoResponse> Info(IEnumerable<BatonSystem> systems) =>
        TypedResults.Ok(new InfoResponse(_version, [.. systems.Select(system => system.Name)], new InfoFlags(true, true, false)));
}

/// <summary>That the server lives.</summary>
/// <param name="Status">Always <c>ok</c>.</param>
/// <param name="Graphs">How many graphs are registered.</param>
/// <param name="Compiled">How many of them have been built so far.</param>
internal sealed record HealthResponse(string Status, int Graphs, int Compiled);

/// <summary>Whether the server can work.</summary>
/// <param name="Status"><c>ready</c>, <c>starting</c> or <c>store_refuses_writes</c>.</param>
/// <param name="Store">The store's name.</param>
internal sealed record ReadyResponse(string Status, string Store)
{
    /// <summary>The code of not being ready; absent where it is.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Code { get; init; }
}

/// <summary>That the server lives, as run API clients ask.</summary>
/// <param name="Ok">Always true.</param>
internal sealed record OkResponse(bool Ok);

/// <summary>What the server is.</summary>
/// <param name="Version">Baton's version.</param>
/// <param name="Systems">The installed systems.</param>
/// <param name="Flags">What of the run API is there.</param>
internal sealed record InfoResponse(string Version, IReadOnlyList<string> Systems, InfoFlags Flags);

/// <summary>What of the run API is there.</summary>
/// <param name="Assistants">Assistants.</param>
/// <param name="Crons">Schedules.</param>
/// <param name="Langsmith">Tracing to LangSmith.</param>
internal sealed record InfoFlags(bool Assistants, bool Crons, bool Langsmith);
