using System.Text.Json.Serialization;
using Baton.Contracts;
using Microsoft.Extensions.AI;

namespace Baton.Agents.Loop;

/// <summary>What the answer of a model call depends on. The journal has its hash.</summary>
/// <param name="Pinned">The hash of what the visit is pinned to.</param>
/// <param name="Prompt">The prompt with its placeholders filled in.</param>
/// <param name="Messages">The conversation.</param>
/// <param name="UseTools">False where the model may see its tools, but not use them.</param>
internal sealed record ModelArguments(string Pinned, string Prompt, IReadOnlyList<Message> Messages, bool UseTools)
{
    /// <summary>Puts together what the client is given, in the one way that the call itself does.</summary>
    [JsonIgnore]
    public Func<(IReadOnlyList<ChatMessage> Messages, ChatOptions Options)> Sent { get; init; } = static () => ([], new ChatOptions());
}
