using Baton.Engine.A2A;
using Baton.Errors;
using Microsoft.AspNetCore.Http;

namespace Baton.Server.A2A;

/// <summary>Which version of the protocol a request speaks.</summary>
internal static class A2AVersion
{
    /// <summary>The version that a request names by header or query; null where it names none, which means 0.3 to every operation.</summary>
    /// <exception cref="BatonException">It names another one than those that are served.</exception>
    public static string? Named(HttpContext context)
    {
        var header = context.Request.Headers[A2AWire.VersionHeader].ToString().Trim();
        var named = header.Length > 0 ? header : context.Request.Query[A2AWire.VersionHeader].ToString().Trim();
        if (named.Length == 0) return null;

        // The patch number must not matter.
        var parts = named.Split('.');
        var version = parts.Length is 2 or 3 ? $"{parts[0]}.{parts[1]}" : named;
        return version is A2AWire.Version1 or A2AWire.Version03 ? version : throw Unsupported($"Version '{Shown(named)}' is not served.");
    }

    /// <summary>That a version is not served.</summary>
    public static BatonException Unsupported(string why) =>
        new(ErrorCodes.A2AVersionUnsupported, $"{why} Send the header A2A-Version: 1.0 (0.3 over JSON-RPC is served too).");

    private static string Shown(string named) => named.Length <= 20 ? named : named[..20] + "…";
}
