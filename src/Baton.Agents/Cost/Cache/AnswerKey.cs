using System.Security.Cryptography;
using System.Text.Json;
using Baton.Agents.Loop;
using Microsoft.Extensions.AI;

namespace Baton.Agents.Cost.Cache;

/// <summary>
/// Names a request by everything that its answer depends on: what the visit is pinned to (prompt, model and its settings, tools, guardrails, form
/// of the answer), and the conversation as it is sent.
/// </summary>
internal static class AnswerKey
{
    public static string Of(AgentVisit visit)
    {
        var request = new { visit.PinnedHash, Messages = visit.Chat().Select(message => new { Role = message.Role.Value, message.AuthorName, Contents = message.Contents.Select(Text) }) };
        return Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(request)));
    }

    private static string Text(AIContent content) => JsonSerializer.Serialize(content, AIJsonUtilities.DefaultOptions);
}
