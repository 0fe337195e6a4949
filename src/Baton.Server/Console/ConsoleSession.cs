using System.Security.Claims;
using System.Text.Json.Serialization;
using Baton.Errors;
using Baton.Server.Http;
using Baton.Server.Security;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Baton.Server.Console;

/// <summary>Who sits before a browser: a key that was given once and lies in a cookie that scripts cannot read.</summary>
internal static class ConsoleSession
{
    public static async Task<Ok<ConsoleUser>> Get(HttpContext context, ApiKeyRing keys, ConsoleFeatures features)
    {
        var caller = await context.AuthenticateAsync(ApiKeyHandler.SchemeName);
        return TypedResults.Ok(caller.Succeeded ? User(caller.Principal, keys, features) : new ConsoleUser(false, !keys.IsEmpty));
    }

    public static async Task<Ok<ConsoleUser>> Open(HttpContext context, ApiKeyRing keys, ConsoleFeatures features)
    {
        var fields = await RequestBody.ReadFieldsAsync(context);
        var key = fields.Text("key");
        if (string.IsNullOrWhiteSpace(key)) fields.Add("key", "An API key is expected.");
        fields.RefuseOthers();
        fields.Throw();
        var caller = keys.Find(key!.Trim()) ?? throw new BatonException(ErrorCodes.ConsoleKeyUnknown, "This API key is not known. Ask an administrator for one.");
        context.Response.Cookies.Append(ApiKeyHandler.Cookie, key.Trim(), Options(context));
        return TypedResults.Ok(User(caller, keys, features));
    }

    public static NoContent Close(HttpContext context)
    {
        context.Response.Cookies.Delete(ApiKeyHandler.Cookie, Options(context));
        return TypedResults.NoContent();
    }

    // Without an age it ends with the browser. No page of another site can make the browser send it.
    private static CookieOptions Options(HttpContext context) => new()
    {
        HttpOnly = true,
        IsEssential = true,
        Path = "/",
        SameSite = SameSiteMode.Strict,
        Secure = context.Request.IsHttps,
    };

    private static ConsoleUser User(ClaimsPrincipal caller, ApiKeyRing keys, ConsoleFeatures features) => new(true, !keys.IsEmpty)
    {
        Name = caller.Identity?.Name,
        Tenant = caller.FindFirst(Caller.TenantClaim)?.Value,
        Roles = [.. caller.FindAll(ClaimTypes.Role).Select(role => role.Value)],
        Features = features.Names,
    };
}

/// <summary>A key that opens a session, as documented.</summary>
/// <param name="Key">The API key.</param>
internal sealed record ConsoleKey(string Key);

/// <summary>Who sits before a browser.</summary>
/// <param name="SignedIn">True where the server knows who it is.</param>
/// <param name="NeedsKey">True where the server has keys.</param>
internal sealed record ConsoleUser(bool SignedIn, bool NeedsKey)
{
    /// <summary>The key's name, or null.</summary>
    public string? Name { get; init; }

    /// <summary>The tenant, or null.</summary>
    public string? Tenant { get; init; }

    /// <summary>What the key may do.</summary>
    public IReadOnlyList<string> Roles { get; init; } = [];

    /// <summary>What this server has: <c>inbox</c> for <c>/ops/inbox</c>, and with the slash what lies elsewhere, such as <c>/orchestrate</c>.</summary>
    public IReadOnlyList<string> Features { get; init; } = [];
}

/// <summary>How bodies of the console are written.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(ConsoleUser))]
[JsonSerializable(typeof(ConsoleKey))]
internal sealed partial class ConsoleJson : JsonSerializerContext;
