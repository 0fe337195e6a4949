using System.Text.Json.Nodes;

namespace Baton.Engine.A2A;

/// <summary>Writes a card in the shape of version 0.3.</summary>
public static class LegacyCard
{
    /// <summary>The members that a card of 0.3 has and one of 1.0 has not: whoever knows only one version passes over the other's.</summary>
    /// <param name="card">The card.</param>
    /// <param name="url">The agent's address for 0.3 over JSON-RPC.</param>
    public static JsonObject Members(AgentCard card, string url)
    {
        ArgumentNullException.ThrowIfNull(card);
        var written = new JsonObject
        {
            ["protocolVersion"] = "0.3.0",
            ["url"] = url,
            ["preferredTransport"] = A2AWire.JsonRpc,
            ["additionalInterfaces"] = new JsonArray(new JsonObject { ["url"] = url, ["transport"] = A2AWire.JsonRpc }),
            ["supportsAuthenticatedExtendedCard"] = card.Capabilities.ExtendedAgentCard,
        };
        if (card.SecurityRequirements is { } requirements) written["security"] = new JsonArray([.. requirements.Select(Requirement)]);
        return written;
    }

    /// <summary>The whole card.</summary>
    /// <param name="card">The card.</param>
    /// <param name="url">The agent's address for 0.3 over JSON-RPC.</param>
    public static JsonObject Write(AgentCard card, string url)
    {
        var written = Members(card, url);
        written["name"] = card.Name;
        written["description"] = card.Description;
        written["version"] = card.Version;
        written["capabilities"] = new JsonObject
        {
            ["streaming"] = card.Capabilities.Streaming,
            ["pushNotifications"] = card.Capabilities.PushNotifications,
            ["stateTransitionHistory"] = false,
        };
        written["defaultInputModes"] = Texts(card.DefaultInputModes);
        written["defaultOutputModes"] = Texts(card.DefaultOutputModes);
        written["skills"] = new JsonArray([.. card.Skills.Select(Skill)]);
        if (card.Provider is { } provider) written["provider"] = new JsonObject { ["organization"] = provider.Organization, ["url"] = provider.Url };
        if (card.SecuritySchemes is not { } schemes) return written;
        written["securitySchemes"] = new JsonObject(schemes.Select(scheme => KeyValuePair.Create(scheme.Key, Scheme(scheme.Value))));
        return written;
    }

    /// <summary>A way to show who calls.</summary>
    public static JsonNode? Scheme(SecurityScheme scheme) => scheme switch
    {
        { ApiKeySecurityScheme: { } key } => new JsonObject { ["type"] = "apiKey", ["in"] = key.Location, ["name"] = key.Name },
        { HttpAuthSecurityScheme: { } http } => new JsonObject { ["type"] = "http", ["scheme"] = http.Scheme },
        _ => null,
    };

    private static JsonNode Requirement(SecurityRequirement requirement) =>
        new JsonObject(requirement.Schemes.Select(scheme => KeyValuePair.Create<string, JsonNode?>(scheme.Key, Texts(scheme.Value.List))));

    private static JsonNode Skill(AgentSkill skill) =>
        new JsonObject { ["id"] = skill.Id, ["name"] = skill.Name, ["description"] = skill.Description, ["tags"] = Texts(skill.Tags) };

    private static JsonArray Texts(IEnumerable<string> texts) => [.. texts.Select(text => (JsonNode)text)];
}
