using System.Text.Json;
using Baton.Calls.Flow;
using Baton.Graphs;

namespace Baton.Calls.Agents;

/// <summary>
/// What an agent is told about the call that a message is part of. It comes beside the message (A2A's <c>metadata</c>) from the server that leads the
/// call, never from what the caller says, and is all that decides whose data may be read.
/// </summary>
/// <param name="Account">The account, or null where none was told.</param>
/// <param name="Eci">The caller's customer identifier, or null.</param>
/// <param name="Stage">The stage's label, such as <c>FULFILLMENT</c>, or null outside a call.</param>
/// <param name="Session">The call, or null outside one.</param>
/// <param name="Intent">What the caller wants, or null.</param>
/// <param name="Language">The caller's language as a code, where the leading server knows it.</param>
internal sealed record CallContext(string? Account, string? Eci, string? Stage, string? Session, string? Intent, string? Language)
{
    private static readonly string[] _behindAuthentication = ["INTENT_CAPTURE", "FULFILLMENT", "CLOSING"];

    /// <summary>Outside a call.</summary>
    public static CallContext None { get; } = new(null, null, null, null, null, null);

    /// <summary>True where the call is past authentication, so that the account's data may be said.</summary>
    public bool IsAuthenticated => _behindAuthentication.Contains(Stage, StringComparer.OrdinalIgnoreCase);

    /// <summary>The call of a run.</summary>
    public static CallContext Of(RunInfo run) =>
        run.Metadata is { ValueKind: JsonValueKind.Object } metadata && Member(metadata, "a2a") is { } message && Member(message, "metadata") is { } told
            ? new CallContext(
                Word(told, "account_id"), Word(told, "eci"), Word(told, "flow_label"), Word(told, "session"), Word(told, "intent"), Word(told, "language"))
            : None;

    private static JsonElement? Member(JsonElement from, string name) =>
        from.TryGetProperty(name, out var member) && member.ValueKind == JsonValueKind.Object ? member : null;

    // It becomes part of prompts and of records' ids: a name, and no text of its own. One that is none is not made one, for that may be somebody else's.
    private static string? Word(JsonElement from, string name) =>
        from.TryGetProperty(name, out var member) && member.ValueKind == JsonValueKind.String && member.GetString() is { Length: > 0 and <= CallRequest.LongestAccount } word
            && word.All(letter => letter is >= '!' and <= '~')
            ? word
            : null;
}
