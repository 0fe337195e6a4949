using Baton.Server.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Baton.Server.Telemetry;

/// <summary>Measurements for Prometheus, and what exports need.</summary>
internal static class MetricsApi
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/metrics", Get).RequireAuthorization(BatonPolicies.Read).ExcludeFromDescription();

    public static IServiceCollection AddTelemetry(this IServiceCollection services)
    {
        services.TryAddSingleton<MetricStore>();
        return services.AddHostedService<TelemetryHost>();
    }

    private static async Task Get(HttpContext context, MetricStore metrics)
    {
        context.Response.ContentType = PrometheusText.ContentType;
        await context.Response.WriteAsync(metrics.Read(), context.RequestAborted);
    }
}
