using System.Text.Json.Serialization;
using Baton.Engine.Hosting;
using Baton.Engine.Notices;
using Baton.Engine.Streaming;
using Baton.Server.Notifications;
using Baton.Server.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Baton.Server.Alerts;

/// <summary>Alerts and notifications: what they need, and where they stand.</summary>
internal static class AlertsApi
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/ops/alerts", ListAsync).WithTags("Operations").RequireAuthorization(BatonPolicies.Operate);

    public static IServiceCollection AddAlerts(this IServiceCollection services)
    {
        services.AddSingleton<NotificationSettings>();
        services.AddSingleton<INoticeSource, Notifier>();
        services.AddSingleton<IOutboxRoute, Channels>();
        services.AddSingleton<AlertSettings>();
        services.AddSingleton<AlertBoard>();
        services.AddSingleton<AlertReadings>();
        services.AddSingleton<ServerSamples>();
        services.AddSingleton<IEngineLoop>(provider => new AlertLoop(
            provider.GetRequiredService<AlertSettings>(), provider.GetRequiredService<AlertBoard>(),
            (provider.GetRequiredService<ServerSamples>(), provider.GetRequiredService<AlertReadings>(), provider.GetRequiredService<LiveFeed>()),
            (provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<IdSource>()), provider.GetRequiredService<ILogger<AlertLoop>>()));
        services.AddHostedService<NotificationStartup>();
        return services.ConfigureHttpJsonOptions(options => options.SerializerOptions.TypeInfoResolverChain.Insert(0, AlertsJson.Default));
    }

    private static async Task<Ok<IReadOnlyList<OpsAlert>>> ListAsync(HttpContext context, AlertSettings settings, AlertBoard board)
    {
        var tenant = Caller.Of(context).Tenant;
        var states = settings.Rules.Count == 0 ? null : await board.StatesAsync(context.RequestAborted);
        return TypedResults.Ok<IReadOnlyList<OpsAlert>>(
            [.. settings.Rules.Where(rule => rule.Tenant == tenant).Select(rule => OpsAlert.Of(rule, states!.TryGetValue(rule.Name, out var known) ? known.State : null))]);
    }
}

/// <summary>An alert at this moment.</summary>
/// <param name="Name">The rule's name.</param>
/// <param name="Kind">What it measures.</param>
/// <param name="Status"><c>ok</c>, <c>pending</c> (above, but not for long enough), <c>firing</c>, or <c>unknown</c> where nothing was measured yet or it cannot be.</param>
/// <param name="Above">Above what it fires.</param>
/// <param name="Resolve">At or below what it resolves.</param>
internal sealed record OpsAlert(string Name, string Kind, string Status, double Above, double Resolve)
{
    /// <summary>What was measured last, or null.</summary>
    public double? Value { get; init; }

    /// <summary>Of how many.</summary>
    public long Count { get; init; }

    /// <summary>The window in seconds.</summary>
    public double WindowSeconds { get; init; }

    /// <summary>Why it cannot be measured, or null.</summary>
    public string? Problem { get; init; }

    /// <summary>When it last fired, or null.</summary>
    public DateTimeOffset? FiredAt { get; init; }

    /// <summary>When it last resolved, or null.</summary>
    public DateTimeOffset? ResolvedAt { get; init; }

    /// <summary>When it was last looked at, or null.</summary>
    public DateTimeOffset? At { get; init; }

    public static OpsAlert Of(AlertRule rule, AlertState? state) => new(rule.Name, rule.KindName, StatusOf(state), rule.Above, rule.Resolve)
    {
        Value = state?.Value,
        Count = state?.Count ?? 0,
        WindowSeconds = rule.Window.TotalSeconds,
        Problem = state?.Problem,
        FiredAt = state?.FiredAt,
        ResolvedAt = state?.ResolvedAt,
        At = state?.At,
    };

    private static string StatusOf(AlertState? state) => state switch
    {
        null => "unknown",
        { IsFiring: true } => "firing",
        { Problem: not null } => "unknown",
        { AboveSince: not null } => "pending",
        _ => "ok",
    };
}

/// <summary>How alerts are written.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(IReadOnlyList<OpsAlert>))]
internal sealed partial class AlertsJson : JsonSerializerContext;
