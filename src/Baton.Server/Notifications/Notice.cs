using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Baton.Engine.Stores;

namespace Baton.Server.Notifications;

/// <summary>What a channel delivers: to webhooks as it stands, by mail its subject and text.</summary>
/// <param name="Id">The event's id: the same whenever it is delivered again.</param>
/// <param name="Type"><c>event</c> or <c>alert</c>.</param>
/// <param name="Subject">One line.</param>
/// <param name="Text">The text.</param>
internal sealed record Notice(string Id, string Type, string Subject, string Text)
{
    private static readonly JsonSerializerOptions Options = new(StoreJson.Options) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    /// <summary>What is told, by name; null where there is none of it.</summary>
    public IReadOnlyDictionary<string, string?>? Event { get; init; }

    /// <summary>The alert, or null.</summary>
    public AlertNotice? Alert { get; init; }

    /// <summary>When it happened.</summary>
    public DateTimeOffset At { get; init; }

    /// <summary>The outbox' message for a channel.</summary>
    public OutboxMessage To(string channel) =>
        new(Channels.Destination(channel), $"{Id}.{channel.ToLowerInvariant()}", JsonSerializer.SerializeToUtf8Bytes(this, Options));

    public static Notice? Read(ReadOnlyMemory<byte> body)
    {
        try
        {
            return JsonSerializer.Deserialize<Notice>(body.Span, Options);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>An id that is the same wherever it is made of the same.</summary>
    public static string IdOf(params IEnumerable<string> parts) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', parts))).AsSpan(0, 16));
}

/// <summary>An alert as it is told.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Kind">Its kind.</param>
/// <param name="Status"><c>firing</c> or <c>resolved</c>.</param>
/// <param name="Value">What was measured, or null.</param>
/// <param name="Above">Above what it fires.</param>
internal sealed record AlertNotice(string Rule, string Kind, string Status, double? Value, double Above);
