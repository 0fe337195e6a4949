using System.Security.Cryptography;
using System.Text;
using Baton.Engine.A2A;

namespace Baton.Server.A2A;

/// <summary>What follows from a message's id: the same message again leads to the same task.</summary>
/// <param name="Key">The idempotency key: the message's id within its sender, assistant and conversation or task.</param>
/// <param name="Run">The id of a run that must be known before it is begun.</param>
/// <param name="Context">The conversation that a message without one begins.</param>
internal sealed record MessageKeys(string Key, Guid Run, string Context)
{
    public static MessageKeys Of(A2ACall call, AgentMessage message)
    {
        var hash = Hash(call.Tenant, call.Caller.Name ?? "", call.Graph.Id, message.ContextId ?? "", message.TaskId ?? "", message.MessageId);
        return new MessageKeys($"a2a/{Convert.ToHexStringLower(hash)}", Id(hash, "run"), Id(hash, "context").ToString("D"));
    }

    private static byte[] Hash(params ReadOnlySpan<string> parts)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var part in parts)
        {
            var bytes = Encoding.UTF8.GetBytes(part);
            hash.AppendData(BitConverter.GetBytes(bytes.Length));
            hash.AppendData(bytes);
        }

        return hash.GetHashAndReset();
    }

    // UUID version 8: made by a rule of one's own (RFC 9562 §5.8).
    private static Guid Id(byte[] hash, string what)
    {
        var id = Hash(Convert.ToHexStringLower(hash), what).AsSpan(0, 16).ToArray();
        id[6] = (byte)(id[6] & 0x0F | 0x80);
        id[8] = (byte)(id[8] & 0x3F | 0x80);
        return new Guid(id, bigEndian: true);
    }
}
