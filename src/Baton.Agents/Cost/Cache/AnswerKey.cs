using System.Security.Cryptography;
using System.Text.Json;
using Baton.Agents.Guardrails;
using Baton.Agents.Loop;
using Microsoft.Extensions.AI;

namespace Baton.Agents.Cost.Cache;

/// <summary>
/// Names a request by everything that its answer depends on: what the visit is pinned to (prompt, models and their settings, tools, guardrails,
/// form of the answer), the model that is asked, the conversation as it is sent, and what guardrails check the answer against.
/// </summary>
internal static class AnswerKey
{
    public static string Of(AgentVisit visit)
    {
        // An answer that is given again is not checked again, so it must be one that would pass.
        var checkedBy = visit.Guardrails.Any(GuardrailBoundary.Output) ? visit.Checked(GuardrailBoundary.Output, "", null, null) : null;
        var request = new
        {
            visit.PinnedHash,
            Model = visit.Model.Name,
            Messages = visit.Chat().Select(message => new { Role = message.Role.Value, message.AuthorName, Contents = message.Contents.Select(Text) }),
            Variables = checkedBy?.Variables.OrderBy(variable => variable.Key, StringComparer.Ordinal),
            Given = checkedBy?.Given.Select(message => new { message.Type, message.Name, message.Content }),
        };
        return Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(request)));
    }

    private static string Text(AIContent content) => JsonSerializer.Serialize(content, AIJsonUtilities.DefaultOptions);
}
