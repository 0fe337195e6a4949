using Baton.Engine.Remote;
using Baton.Engine.Runs;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers runs on a server.</summary>
public static class RemoteRunsServiceCollectionExtensions
{
    /// <summary>Adds <see cref="IRuns"/> over HTTP: <see cref="HttpRuns"/> with a client of its own, which has no time limit.</summary>
    /// <param name="services">The services of an application that does not run the engine itself.</param>
    /// <param name="server">The server's address, such as <c>http://127.0.0.1:7070</c>.</param>
    /// <param name="apiKey">Its API key, or null where it needs none.</param>
    public static IServiceCollection AddRemoteRuns(this IServiceCollection services, Uri server, string? apiKey = null)
    {
        var address = server.AbsoluteUri.EndsWith('/') ? server : new Uri(server.AbsoluteUri + "/");
        services.AddHttpClient(nameof(HttpRuns), client =>
            {
                client.BaseAddress = address;
                client.Timeout = Timeout.InfiniteTimeSpan;
                if (apiKey is not null) client.DefaultRequestHeaders.Add("x-api-key", apiKey);
            })
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromMinutes(10) })
            .SetHandlerLifetime(Timeout.InfiniteTimeSpan);
        return services.AddSingleton<IRuns>(provider => new HttpRuns(
            provider.GetRequiredService<IHttpClientFactory>().CreateClient(nameof(HttpRuns)), provider.GetService<TimeProvider>()));
    }
}
