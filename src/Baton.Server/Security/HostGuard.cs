using System.Net;
using Baton.Errors;
using Baton.Server.Hosting;
using Baton.Server.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace Baton.Server.Security;

/// <summary>
/// Refuses requests under a foreign host name and from web pages of a foreign origin: a page in somebody's browser must not reach a
/// server on that machine, by DNS rebinding or directly.
/// </summary>
internal sealed class HostGuard(RequestDelegate next, IOptions<BatonServerOptions> options)
{
    private readonly HashSet<string> _allowed = new(options.Value.AllowedHosts, StringComparer.OrdinalIgnoreCase);

    public Task InvokeAsync(HttpContext context)
    {
        var host = context.Request.Host.Host;
        if (!IsAllowed(host))
        {
            return ErrorResponse.WriteAsync(
                context, StatusCodes.Status403Forbidden, ErrorCodes.HostRefused,
                "This host name is neither loopback nor configured. Add it to Baton:AllowedHosts to serve it.");
        }

        var origin = context.Request.Headers.Origin.ToString();
        if (origin.Length > 0 && !(Uri.TryCreate(origin, UriKind.Absolute, out var page) && IsAllowed(page.Host)))
        {
            return ErrorResponse.WriteAsync(
                context, StatusCodes.Status403Forbidden, ErrorCodes.OriginRefused,
                "Pages of this origin may not call the server. Add its host to Baton:AllowedHosts to allow them.");
        }

        return next(context);
    }

    /// <summary>True for the names and addresses of this machine's loopback interface.</summary>
    internal static bool IsLoopback(string host)
    {
        if (string.Equals(host, "localhost", StringComparison.OrdinalIgnoreCase)) return true;
        return IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address);
    }

    private bool IsAllowed(string host) => IsLoopback(host) || _allowed.Contains(host) || _allowed.Contains("*");
}
