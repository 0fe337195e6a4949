using Baton.Errors;
using Baton.Server.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Baton.Server.Security;

/// <summary>Refuses to serve beyond this machine without an API key.</summary>
public static class BindGuard
{
    /// <summary>Checks addresses before they are bound.</summary>
    /// <param name="urls">Addresses such as <c>http://0.0.0.0:7070</c>.</param>
    /// <param name="hasApiKeys">Whether a key is configured.</param>
    /// <exception cref="BatonException">An address can be reached from elsewhere and there is no key; the text has the cures.</exception>
    public static void Check(IEnumerable<string> urls, bool hasApiKeys)
    {
        if (hasApiKeys) return;
        foreach (var url in urls)
        {
            if (IsLocal(url)) continue;
            throw new BatonException(
                ErrorCodes.BindRefused,
                $"{url} can be reached from other machines, but no API key is configured. "
                + "Bind to http://127.0.0.1:7070, or configure a key: Baton:ApiKeys:0:Name=me, Baton:ApiKeys:0:Roles:0=admin and "
                + "Baton:ApiKeys:0:Sha256=<the output of: printf %s \"$KEY\" | sha256sum>.");
        }
    }

    private static bool IsLocal(string url)
    {
        var start = url.IndexOf("://", StringComparison.Ordinal);
        var rest = start < 0 ? url : url[(start + 3)..];
        if (rest.StartsWith("unix:", StringComparison.OrdinalIgnoreCase) || rest.StartsWith("pipe:", StringComparison.OrdinalIgnoreCase)) return true;
        var end = rest.StartsWith('[') ? rest.IndexOf(']') + 1 : rest.IndexOfAny([':', '/']);
        return HostGuard.IsLoopback(end <= 0 ? rest : rest[..end]);
    }
}

/// <summary>Applies <see cref="BindGuard"/> to the configured addresses before the server starts, and to the bound ones after.</summary>
internal sealed class BindGuardService(IConfiguration configuration, IOptions<BatonServerOptions> options, IServer server) : IHostedLifecycleService
{
    public Task StartingAsync(CancellationToken cancellationToken)
    {
        var endpoints = configuration.GetSection("Kestrel:Endpoints").GetChildren().Select(endpoint => endpoint["Url"]);
        var urls = (configuration["urls"] ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        Check([.. urls, .. endpoints.OfType<string>()]);
        return Task.CompletedTask;
    }

    public Task StartedAsync(CancellationToken cancellationToken)
    {
        Check(server.Features.Get<IServerAddressesFeature>()?.Addresses ?? []);
        return Task.CompletedTask;
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private void Check(IEnumerable<string> urls) => BindGuard.Check(urls, options.Value.ApiKeys.Count > 0);
}
