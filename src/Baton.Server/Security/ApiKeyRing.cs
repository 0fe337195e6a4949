using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using Baton.Errors;
using Baton.Server.Hosting;
using Microsoft.Extensions.Options;

namespace Baton.Server.Security;

/// <summary>The configured keys, ready for comparison.</summary>
/// <remarks>Safe for concurrent use.</remarks>
internal sealed class ApiKeyRing
{
    private readonly List<(byte[] Hash, ClaimsPrincipal Caller)> _keys = [];

    /// <summary>Reads and checks the configured keys.</summary>
    /// <exception cref="ValidationException">Keys have faults; all of them are listed.</exception>
    public ApiKeyRing(IOptions<BatonServerOptions> options)
    {
        var faults = new List<Fault>();
        foreach (var key in options.Value.ApiKeys) Add(key, faults);
        if (faults.Count > 0) throw new ValidationException(ErrorCodes.KeyConfigurationInvalid, "Baton:ApiKeys", faults);
    }

    /// <summary>True where no key is configured: callers on this machine need none.</summary>
    public bool IsEmpty => _keys.Count == 0;

    /// <summary>Who calls from this machine while no key is configured.</summary>
    public static ClaimsPrincipal Local { get; } = CreateCaller(Caller.Unnamed, "default", [BatonRoles.Admin]);

    /// <summary>Who the key belongs to, or null. Every key is compared, each in constant time.</summary>
    public ClaimsPrincipal? Find(string key)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(key), hash);
        ClaimsPrincipal? found = null;
        foreach (var (known, caller) in _keys)
        {
            if (CryptographicOperations.FixedTimeEquals(known, hash)) found = caller;
        }

        return found;
    }

    private void Add(ApiKeyOptions key, List<Fault> faults)
    {
        var where = key.Name.Length == 0 ? "(unnamed)" : key.Name;
        if (key.Name.Length == 0) faults.Add(new Fault(ErrorCodes.KeyConfigurationInvalid, where, "The key has no name. Set Name."));
        foreach (var role in key.Roles.Where(role => !BatonRoles.All.Contains(role)))
        {
            faults.Add(new Fault(ErrorCodes.KeyConfigurationInvalid, where, $"There is no role '{role}'. Use {string.Join(", ", BatonRoles.All)}."));
        }

        if (key.Sha256.Length != 2 * SHA256.HashSizeInBytes || !key.Sha256.All(char.IsAsciiHexDigit))
        {
            faults.Add(new Fault(ErrorCodes.KeyConfigurationInvalid, where, "Sha256 must be 64 hex digits: printf %s \"$KEY\" | sha256sum"));
            return;
        }

        string[] roles = key.Roles.Count == 0 ? [BatonRoles.Client] : [.. key.Roles];
        _keys.Add((Convert.FromHexString(key.Sha256), CreateCaller(key.Name, key.Tenant, roles)));
    }

    private static ClaimsPrincipal CreateCaller(string name, string tenant, IEnumerable<string> roles)
    {
        var claims = roles.Select(role => new Claim(ClaimTypes.Role, role))
            .Append(new Claim(ClaimTypes.Name, name))
            .Append(new Claim(Caller.TenantClaim, tenant));
        return new ClaimsPrincipal(new ClaimsIdentity(claims, ApiKeyHandler.SchemeName));
    }
}
