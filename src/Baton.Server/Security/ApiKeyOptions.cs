namespace Baton.Server.Security;

/// <summary>A key that may call the server. The key itself is never stored.</summary>
public sealed class ApiKeyOptions
{
    /// <summary>Who the key belongs to, for logs and answers.</summary>
    public string Name { get; set; } = "";

    /// <summary>The key's SHA-256 as 64 hex digits (<c>printf %s "$KEY" | sha256sum</c>).</summary>
    public string Sha256 { get; set; } = "";

    /// <summary>What the key may do: <c>viewer</c>, <c>client</c>, <c>operator</c>, <c>admin</c>, <c>worker</c>; without roles only <c>client</c>.</summary>
    public IList<string> Roles { get; init; } = [];

    /// <summary>The tenant whose data the key reaches; <c>default</c> by default.</summary>
    public string Tenant { get; set; } = "default";
}
