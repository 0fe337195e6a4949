using System.Text.Json;
using System.Text.Json.Nodes;
using Baton.Engine.A2A;
using Baton.Graphs;
using Baton.Registry;
using Baton.Server.Security;

namespace Baton.Server.A2A;

/// <summary>Makes the cards of assistants.</summary>
/// <remarks>Safe for concurrent use.</remarks>
internal sealed class AgentCards(GraphRegistry graphs, ApiKeyRing keys)
{
    /// <summary>The extension of the extended card: the JSON schemas of the agent's data parts.</summary>
    public const string Schemas = "urn:baton:a2a:schemas:1";

    /// <summary>The card of an assistant.</summary>
    /// <param name="graph">Its graph.</param>
    /// <param name="baseUrl">The server's address, without a slash at its end.</param>
    /// <param name="extended">With what only callers with a key see: the schemas.</param>
    public AgentCard Of(GraphDefinition graph, string baseUrl, bool extended)
    {
        var row = graphs.Find(graph.Id)!;
        var url = $"{baseUrl}/a2a/{graph.Id}";
        var description = row.Description.Length > 0 ? row.Description : $"The graph {graph.Id}.";
        var card = new AgentCard(graph.Id, description, $"{graph.Version}")
        {
            SupportedInterfaces =
            [
                new(url, A2AWire.JsonRpc, A2AWire.Version1), new(url, A2AWire.HttpJson, A2AWire.Version1), new(url, A2AWire.JsonRpc, A2AWire.Version03),
            ],
            Capabilities = new AgentCapabilities
            {
                Streaming = true,
                PushNotifications = true,
                ExtendedAgentCard = true,
                Extensions = extended ? [Extension(graph)] : null,
            },
            DefaultInputModes = InputMapping.Modes(graph),
            DefaultOutputModes = OutputMapping.Modes(graph),
            Skills = [new AgentSkill(graph.Id, graph.Id, description, [row.Pool])],
        };
        return keys.IsEmpty ? card : WithKeys(card);
    }

    private static AgentExtension Extension(GraphDefinition graph)
    {
        var schemas = new JsonObject { ["input"] = JsonNode.Parse(graph.InputContract.Schema.GetRawText()), ["output"] = JsonNode.Parse(graph.OutputContract.Schema.GetRawText()) };
        return new AgentExtension(Schemas) { Description = "JSON schemas of the agent's data parts: its input and its output.", Params = JsonElement.Parse(schemas.ToJsonString()) };
    }

    private static AgentCard WithKeys(AgentCard card)
    {
        return card with
        {
            SecuritySchemes = new Dictionary<string, SecurityScheme>(StringComparer.Ordinal)
            {
                ["apiKey"] = new() { ApiKeySecurityScheme = new ApiKeySecurity("header", "x-api-key") },
                ["bearer"] = new() { HttpAuthSecurityScheme = new HttpAuthSecurity("Bearer") },
            },
            SecurityRequirements = [Needs("apiKey"), Needs("bearer")],
        };

        static SecurityRequirement Needs(string scheme) =>
            new(new Dictionary<string, SecurityScopes>(StringComparer.Ordinal) { [scheme] = new([]) });
    }
}
