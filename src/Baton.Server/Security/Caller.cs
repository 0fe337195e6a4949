using Microsoft.AspNetCore.Http;

namespace Baton.Server.Security;

/// <summary>Who calls, for endpoints of systems too.</summary>
/// <param name="Tenant">The tenant whose data is reached.</param>
/// <param name="Name">The key's name.</param>
public readonly record struct Caller(string Tenant, string? Name)
{
    /// <summary>The claim that carries the tenant.</summary>
    public const string TenantClaim = "baton.tenant";

    /// <summary>The name of whoever calls where keys are not in use: it is everybody's, and says nothing.</summary>
    public const string Unnamed = "local";

    /// <summary>True where the key may answer what a graph asks its own people: it has a role of <see cref="BatonPolicies.Operate"/>.</summary>
    public bool Operates { get; init; }

    /// <summary>The caller of a request.</summary>
    public static Caller Of(HttpContext context) => new(context.User.FindFirst(TenantClaim)?.Value ?? "default", context.User.Identity?.Name)
    {
        Operates = BatonPolicies.Roles[BatonPolicies.Operate].Any(context.User.IsInRole),
    };
}
