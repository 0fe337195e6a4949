using System.Net;
using System.Text.Encodings.Web;
using Baton.Errors;
using Baton.Server.Http;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Baton.Server.Security;

/// <summary>Tells who calls by the API key, sent as <c>x-api-key</c> or as bearer token, or kept in the cookie of the console.</summary>
internal sealed class ApiKeyHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, ApiKeyRing keys)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public const string SchemeName = "ApiKey";
    /// <summary>The cookie in which the console keeps a key.</summary>
    public const string Cookie = "baton_key";
    private const string Bearer = "Bearer ";

    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (keys.IsEmpty) return Task.FromResult(IsLocal(Context.Connection) ? Success(ApiKeyRing.Local) : AuthenticateResult.NoResult());
        var key = KeyOf(Request.Headers) ?? Request.Cookies[Cookie];
        if (key is null) return Task.FromResult(AuthenticateResult.NoResult());
        return Task.FromResult(keys.Find(key) is { } caller ? Success(caller) : AuthenticateResult.Fail("The API key is not known."));
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        Response.Headers.WWWAuthenticate = "Bearer";
        return ErrorResponse.WriteAsync(
            Context, StatusCodes.Status401Unauthorized, ErrorCodes.KeyMissing,
            "An API key is needed, or the one sent is not known. Send it as the header x-api-key or as bearer token.");
    }

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) =>
        ErrorResponse.WriteAsync(
            Context, StatusCodes.Status403Forbidden, ErrorCodes.RoleMissing, $"The roles of key '{Context.User.Identity?.Name}' do not cover this request.");

    private static AuthenticateResult Success(System.Security.Claims.ClaimsPrincipal caller) =>
        AuthenticateResult.Success(new AuthenticationTicket(caller, SchemeName));

    // In-memory transports have no address: they cannot be reached from elsewhere.
    private static bool IsLocal(ConnectionInfo connection) =>
        connection.LocalIpAddress is not { } local || IPAddress.IsLoopback(local) || local.IsIPv4MappedToIPv6 && IPAddress.IsLoopback(local.MapToIPv4());

    private static string? KeyOf(IHeaderDictionary headers)
    {
        if (headers.TryGetValue("x-api-key", out var direct) && !string.IsNullOrEmpty(direct)) return direct.ToString();
        var authorization = headers.Authorization.ToString();
        return authorization.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) ? authorization[Bearer.Length..].Trim() : null;
    }
}
