using Baton.Server.A2A;
using Baton.Server.Alerts;
using Baton.Server.Console;
using Baton.Server.Hosting;
using Baton.Server.Http;
using Baton.Server.Ops;
using Baton.Server.Runs;
using Baton.Server.Security;
using Baton.Server.Telemetry;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Maps Baton's endpoints.</summary>
public static class BatonEndpointExtensions
{
    /// <summary>Maps health, the run API, operations, A2A, metrics, the console, the OpenAPI document and the endpoints of the installed systems.</summary>
    /// <param name="routes">The application, or a group of it.</param>
    /// <returns>For conventions that apply to all of them.</returns>
    public static IEndpointConventionBuilder MapBaton(this IEndpointRouteBuilder routes)
    {
        // Keys with faults stop the start: nobody could be told from anybody else.
        _ = routes.ServiceProvider.GetRequiredService<ApiKeyRing>();
        var group = routes.MapGroup("");
        StrictQuery.Apply(group);
        HealthApi.Map(group);
        RunApi.Map(group);
        OpsApi.Map(group);
        A2AApi.Map(group);
        AlertsApi.Map(group);
        MetricsApi.Map(group);
        ConsoleApi.Map(group);
        group.MapGet("/openapi/v1.json", OpenApiFile.Get).RequireAuthorization(BatonPolicies.Read).ExcludeFromDescription();
        var own = group.MapGroup("").RequireAuthorization(BatonPolicies.Run);
        foreach (var system in routes.ServiceProvider.GetServices<BatonSystem>()) system.Map(own);
        return group;
    }
}
