using Baton.Engine.Hosting;
using Baton.Server.A2A;
using Baton.Server.Alerts;
using Baton.Server.Console;
using Baton.Server.Hosting;
using Baton.Server.Http;
using Baton.Server.Ops;
using Baton.Server.Runs;
using Baton.Server.Security;
using Baton.Server.Telemetry;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds Baton to an application.</summary>
public static class BatonHostingExtensions
{
    /// <summary>Adds Baton; see <see cref="AddBaton(IServiceCollection, Action{BatonBuilder})"/>.</summary>
    /// <param name="builder">The application.</param>
    /// <param name="configure">Chooses the store, systems and graphs.</param>
    public static TBuilder AddBaton<TBuilder>(this TBuilder builder, Action<BatonBuilder> configure)
        where TBuilder : IHostApplicationBuilder
    {
        builder.Services.AddBaton(configure);
        return builder;
    }

    /// <summary>
    /// Adds the engine, its HTTP side and API keys, configured by the section <c>Baton</c> (<see cref="BatonServerOptions"/>). Names in
    /// JSON bodies of minimal APIs become snake_case in the whole application. Endpoints are added by <c>MapBaton()</c>.
    /// </summary>
    /// <param name="services">The application's services.</param>
    /// <param name="configure">Chooses the store, systems and graphs.</param>
    public static IServiceCollection AddBaton(this IServiceCollection services, Action<BatonBuilder> configure)
    {
        // First, so that it hears of everything that the engine does at its start.
        services.AddTelemetry();
        services.AddBatonEngine();
        services.AddBatonMemory();
        services.AddBatonMessages();
        AddServer(services);
        AddSecurity(services);
        configure(new BatonBuilder(services));
        return services;
    }

    /// <summary>Installs a system: its graphs, agents, tools and endpoints.</summary>
    /// <typeparam name="TSystem">The system.</typeparam>
    public static BatonBuilder AddSystem<TSystem>(this BatonBuilder baton)
        where TSystem : BatonSystem, new()
    {
        var system = new TSystem();
        baton.Services.AddSingleton<BatonSystem>(system);
        system.Configure(baton);
        return baton;
    }

    private static void AddServer(IServiceCollection services)
    {
        services.AddOptions<HostOptions>().PostConfigure<IOptions<EngineOptions>>((host, engine) => LeaveTimeToDrain(host, engine.Value));
        services.AddOptions<BatonServerOptions>()
            .Configure<IConfiguration>((options, configuration) =>
            {
                SettingShapes.Check(configuration);
                configuration.GetSection("Baton").Bind(options);
            });
        services.AddOptions<KestrelServerOptions>().Configure<IOptions<BatonServerOptions>>((kestrel, baton) =>
        {
            // Baton refuses too large bodies itself, with a readable answer; Kestrel's own limit stays as the outer one.
            kestrel.Limits.MaxRequestBodySize = Math.Max(kestrel.Limits.MaxRequestBodySize ?? 0, baton.Value.MaxBodyBytes);
        });
        services.AddRunApi();
        services.AddKillSwitch();
        services.AddKnowledge();
        services.AddOpsApi();
        services.AddA2A();
        services.AddAlerts();
        services.AddConsole();
        services.AddBatonOpenApi();
        services.AddTransient<IStartupFilter, BatonStartupFilter>();
    }

    // The host cuts off whatever has not stopped by then: what is left besides is for the server, the store and the last commits.
    private static void LeaveTimeToDrain(HostOptions host, EngineOptions engine)
    {
        var needed = engine.DrainTime + TimeSpan.FromSeconds(10);
        if (host.ShutdownTimeout < needed) host.ShutdownTimeout = needed;
    }

    private static void AddSecurity(IServiceCollection services)
    {
        services.TryAddSingleton<ApiKeyRing>();
        services.AddHostedService<BindGuardService>();
        services.AddAuthentication(ApiKeyHandler.SchemeName)
            .AddScheme<AuthenticationSchemeOptions, ApiKeyHandler>(ApiKeyHandler.SchemeName, configureOptions: null);
        var authorization = services.AddAuthorizationBuilder()
            .SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build());
        foreach (var (policy, roles) in BatonPolicies.Roles) authorization.AddPolicy(policy, rule => rule.RequireRole(roles));
    }
}
