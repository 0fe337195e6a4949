using System.Security.Cryptography;
using Baton.Errors;
using Baton.Server.Http;
using Microsoft.AspNetCore.Http;

namespace Baton.Server.Console;

/// <summary>Sends the console's page and files.</summary>
internal static class ConsolePages
{
    private const string NoncePlace = "__nonce__";
    private const string Absent =
        "This server was built without its console: Node 20.19 or later was missing. The API is complete; /openapi/v1.json describes it. "
        + "For the console install Node and build again.\n";

    /// <summary>The page of every view; the browser finds out which one from the address.</summary>
    public static Task Page(HttpContext context, ConsoleFiles files)
    {
        if (files.Page is not { } page) return AbsentAsync(context);
        var nonce = Convert.ToBase64String(RandomNumberGenerator.GetBytes(16));
        var headers = context.Response.Headers;
        Harden(headers);
        headers.ContentSecurityPolicy = Policy(nonce);
        headers.CacheControl = "no-store";
        context.Response.ContentType = "text/html;charset=utf-8";
        return context.Response.WriteAsync(page.Replace(NoncePlace, nonce, StringComparison.Ordinal), context.RequestAborted);
    }

    /// <summary>A file of the page. Its name has a hash of its content, so that it never changes.</summary>
    public static Task File(HttpContext context, ConsoleFiles files, string file)
    {
        if (files.Find("assets/" + file) is not { } packed)
        {
            return ErrorResponse.WriteAsync(
                context, StatusCodes.Status404NotFound, ErrorCodes.ConsoleFileUnknown, "The console has no such file. Reload the page: the server has been updated.");
        }

        var headers = context.Response.Headers;
        Harden(headers);
        headers.CacheControl = "public, max-age=31536000, immutable";
        headers.Vary = "Accept-Encoding";
        context.Response.ContentType = TypeOf(file);
        var takesGzip = context.Request.Headers.AcceptEncoding.ToString().Contains("gzip", StringComparison.OrdinalIgnoreCase);
        if (takesGzip) headers.ContentEncoding = "gzip";
        var bytes = takesGzip ? packed : ConsoleFiles.Unpack(packed);
        context.Response.ContentLength = bytes.Length;
        return context.Response.Body.WriteAsync(bytes, context.RequestAborted).AsTask();
    }

    // Scripts and styles come from this server alone; the one style sheet that components write as they go bears the nonce.
    private static string Policy(string nonce) =>
        $"default-src 'none'; script-src 'self'; style-src 'self' 'nonce-{nonce}'; img-src 'self' data:; font-src 'self'; connect-src 'self'; "
        + "worker-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private static void Harden(IHeaderDictionary headers)
    {
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
    }

    private static Task AbsentAsync(HttpContext context)
    {
        context.Response.StatusCode = context.Request.Path == "/" ? StatusCodes.Status200OK : StatusCodes.Status404NotFound;
        context.Response.ContentType = "text/plain;charset=utf-8";
        return context.Response.WriteAsync(Absent, context.RequestAborted);
    }

    private static string TypeOf(string file) => Path.GetExtension(file) switch
    {
        ".js" => "text/javascript;charset=utf-8",
        ".css" => "text/css;charset=utf-8",
        ".svg" => "image/svg+xml",
        ".woff2" => "font/woff2",
        ".json" => "application/json",
        _ => "application/octet-stream",
    };
}
