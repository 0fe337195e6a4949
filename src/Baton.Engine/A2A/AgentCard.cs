using System.Text.Json;

namespace Baton.Engine.A2A;

/// <summary>What an agent is and how it is called.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Description">What it is for.</param>
/// <param name="Version">The agent's own version.</param>
public sealed record AgentCard(string Name, string Description, string Version)
{
    /// <summary>Where it answers, that which it prefers first.</summary>
    public required IReadOnlyList<AgentInterface> SupportedInterfaces { get; init; }

    /// <summary>What of the protocol it can.</summary>
    public required AgentCapabilities Capabilities { get; init; }

    /// <summary>Media types that it takes.</summary>
    public required IReadOnlyList<string> DefaultInputModes { get; init; }

    /// <summary>Media types that it answers with.</summary>
    public required IReadOnlyList<string> DefaultOutputModes { get; init; }

    /// <summary>What it can do.</summary>
    public required IReadOnlyList<AgentSkill> Skills { get; init; }

    /// <summary>Who runs it, or null.</summary>
    public AgentProvider? Provider { get; init; }

    /// <summary>Where it is described, or null.</summary>
    public string? DocumentationUrl { get; init; }

    /// <summary>By name: ways to show who calls; null where none is needed.</summary>
    public IReadOnlyDictionary<string, SecurityScheme>? SecuritySchemes { get; init; }

    /// <summary>Which schemes are needed: one of the list; null where none is.</summary>
    public IReadOnlyList<SecurityRequirement>? SecurityRequirements { get; init; }
}

/// <summary>An address of an agent.</summary>
/// <param name="Url">The address.</param>
/// <param name="ProtocolBinding"><c>JSONRPC</c> or <c>HTTP+JSON</c>, or what else a client may know.</param>
/// <param name="ProtocolVersion">Such as <c>1.0</c>.</param>
public sealed record AgentInterface(string Url, string ProtocolBinding, string ProtocolVersion);

/// <summary>What of the protocol an agent can.</summary>
public sealed record AgentCapabilities
{
    /// <summary>Streams.</summary>
    public bool Streaming { get; init; }

    /// <summary>Push notifications.</summary>
    public bool PushNotifications { get; init; }

    /// <summary>A further card for who may see it.</summary>
    public bool ExtendedAgentCard { get; init; }

    /// <summary>Extensions, or null.</summary>
    public IReadOnlyList<AgentExtension>? Extensions { get; init; }
}

/// <summary>An extension of the protocol.</summary>
/// <param name="Uri">Which one.</param>
public sealed record AgentExtension(string Uri)
{
    /// <summary>What it is, or null.</summary>
    public string? Description { get; init; }

    /// <summary>True where a client must know it.</summary>
    public bool Required { get; init; }

    /// <summary>What the extension says, a JSON object, or null.</summary>
    public JsonElement? Params { get; init; }
}

/// <summary>Something that an agent can do.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">Its name.</param>
/// <param name="Description">What it is.</param>
/// <param name="Tags">Words to find it by; at least one.</param>
public sealed record AgentSkill(string Id, string Name, string Description, IReadOnlyList<string> Tags);

/// <summary>Who runs an agent.</summary>
/// <param name="Organization">The organization.</param>
/// <param name="Url">Its address.</param>
public sealed record AgentProvider(string Organization, string Url);

/// <summary>A way to show who calls: one of its members is set. Others than these are passed over when a card is read.</summary>
public sealed record SecurityScheme
{
    /// <summary>A key in a header, the query or a cookie.</summary>
    public ApiKeySecurity? ApiKeySecurityScheme { get; init; }

    /// <summary>The header <c>Authorization</c>.</summary>
    public HttpAuthSecurity? HttpAuthSecurityScheme { get; init; }
}

/// <summary>A key.</summary>
/// <param name="Location"><c>header</c>, <c>query</c> or <c>cookie</c>.</param>
/// <param name="Name">The header's, parameter's or cookie's name.</param>
public sealed record ApiKeySecurity(string Location, string Name);

/// <summary>The header <c>Authorization</c>.</summary>
/// <param name="Scheme">Such as <c>Bearer</c>.</param>
public sealed record HttpAuthSecurity(string Scheme);

/// <summary>Schemes that are needed together.</summary>
/// <param name="Schemes">By name: the scopes that are needed.</param>
public sealed record SecurityRequirement(IReadOnlyDictionary<string, SecurityScopes> Schemes);

/// <summary>Scopes.</summary>
/// <param name="List">Their names; empty for none.</param>
public sealed record SecurityScopes(IReadOnlyList<string> List);
