using Baton.Errors;
using Microsoft.AspNetCore.Http;

namespace Baton.Server.Http;

/// <summary>The header <c>Idempotency-Key</c>, under which a repeated request gets the first result; for endpoints of systems too.</summary>
public static class IdempotencyKey
{
    /// <summary>The most characters of a key: stores index them.</summary>
    public const int Longest = 255;

    /// <summary>The request's key, or null.</summary>
    /// <param name="context">The request.</param>
    /// <exception cref="ValidationException">The key is too long.</exception>
    public static string? Of(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var key = context.Request.Headers["Idempotency-Key"].ToString();
        if (key.Length > Longest)
        {
            throw new ValidationException(
                ErrorCodes.RequestInvalid, "The request", [new Fault(ErrorCodes.RequestInvalid, "Idempotency-Key", $"At most {Longest} characters are expected.")]);
        }

        return key.Length == 0 ? null : key;
    }
}
