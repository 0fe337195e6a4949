namespace Baton.Engine.A2A;

/// <summary>Names of the protocol: headers, media types, versions, bindings.</summary>
public static class A2AWire
{
    /// <summary>The header, and query parameter, that names the version.</summary>
    public const string VersionHeader = "A2A-Version";

    /// <summary>The header with a push configuration's token.</summary>
    public const string TokenHeader = "X-A2A-Notification-Token";

    /// <summary>The media type of the binding HTTP+JSON and of notifications.</summary>
    public const string MediaType = "application/a2a+json";

    /// <summary>Version 1.0.</summary>
    public const string Version1 = "1.0";

    /// <summary>Version 0.3.</summary>
    public const string Version03 = "0.3";

    /// <summary>The binding JSON-RPC.</summary>
    public const string JsonRpc = "JSONRPC";

    /// <summary>The binding HTTP+JSON.</summary>
    public const string HttpJson = "HTTP+JSON";

    /// <summary>Where a card lies below an agent's address.</summary>
    public const string CardPath = ".well-known/agent-card.json";
}
