using Baton.Engine.A2A;
using Baton.Engine.Hosting;
using Baton.Server.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Baton.Server.A2A;

/// <summary>The A2A protocol: every assistant is an agent under <c>/a2a/{assistant}</c>.</summary>
internal static class A2AApi
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var cards = routes.MapGroup("").WithTags("A2A").AllowAnonymous();
        cards.MapGet("/" + A2AWire.CardPath, CardHandlers.First);
        cards.MapGet("/a2a/{assistant}/" + A2AWire.CardPath, CardHandlers.Of);

        var agent = routes.MapGroup("/a2a/{assistant}").WithTags("A2A");
        var read = agent.MapGroup("").RequireAuthorization(BatonPolicies.Read);

        // Which right a method needs is told by the method.
        read.MapPost("", JsonRpcBinding.Handle);
        read.MapGet("/tasks", RestBinding.List);
        read.MapGet("/tasks/{id}", RestBinding.Get);

        // The specification names both verbs in different places.
        read.MapMethods("/tasks/{id}:subscribe", [HttpMethods.Get, HttpMethods.Post], RestBinding.Subscribe);
        read.MapGet("/extendedAgentCard", RestBinding.ExtendedCard);

        var change = agent.MapGroup("").RequireAuthorization(BatonPolicies.Run);
        change.MapPost("/message:send", RestBinding.Send);
        change.MapPost("/message:stream", RestBinding.Stream);
        change.MapPost("/tasks/{id}:cancel", RestBinding.Cancel);
        change.MapPost("/tasks/{id}/pushNotificationConfigs", RestBinding.CreatePush);

        // What is read of receivers has their secrets.
        change.MapGet("/tasks/{id}/pushNotificationConfigs", RestBinding.ListPush);
        change.MapGet("/tasks/{id}/pushNotificationConfigs/{configId}", RestBinding.GetPush);
        change.MapDelete("/tasks/{id}/pushNotificationConfigs/{configId}", RestBinding.DeletePush);
    }

    public static IServiceCollection AddA2A(this IServiceCollection services)
    {
        services.AddOptions<A2AOptions>()
            .Configure<IConfiguration>((options, configuration) => configuration.GetSection("Baton:A2A").Bind(options))
            .ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<A2AOptions>, A2AOptionsCheck>());
        services.TryAddSingleton<AgentCards>();
        services.TryAddSingleton<PushConfigReader>();
        services.TryAddSingleton<PushConfigs>();
        services.TryAddSingleton<TaskReader>();
        services.TryAddSingleton<TaskEvents>();
        services.TryAddSingleton<TaskStart>();
        services.TryAddSingleton<FollowUps>();
        services.TryAddSingleton<RestWait>();
        services.TryAddSingleton<SendOperations>();
        services.TryAddSingleton<TaskOperations>();
        services.TryAddSingleton<ListOperation>();
        services.TryAddSingleton<PushOperations>();
        services.TryAddSingleton<A2AOperations>();
        services.TryAddSingleton<A2AResponses>();
        services.TryAddSingleton<A2AStream>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IOutboxRoute, PushRoute>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IEngineLoop, PushExpiry>());
        return services;
    }
}
