using System.Security.Cryptography;
using System.Text;
using Baton.Contracts;

namespace Baton.Agents.Context;

/// <summary>Names the beginnings of a conversation by their content.</summary>
internal static class ConversationHash
{
    private static readonly byte[] Separator = [0];

    /// <summary>The first 32 hex digits of SHA-256 over the first messages.</summary>
    public static string Of(IReadOnlyList<Message> messages, int count)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (var index = 0; index < count; index++)
        {
            var message = messages[index];
            Add(message.Type);
            Add(message.Name ?? "");
            Add(message.Content);
            Add(message.ToolCallId ?? "");
            foreach (var call in message.ToolCalls ?? []) Add($"{call.Id} {call.Name} {call.Args.GetRawText()}");
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, 16));

        void Add(string text)
        {
            hash.AppendData(Encoding.UTF8.GetBytes(text));
            hash.AppendData(Separator);
        }
    }
}
