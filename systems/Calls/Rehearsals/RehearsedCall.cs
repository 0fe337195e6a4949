using System.Text.Json;
using System.Text.RegularExpressions;
using Baton.Agents.Models;

namespace Baton.Calls.Rehearsals;

/// <summary>What a rehearsal reads from its request: the facts that the prompt states, the caller's words, and what the last tool said.</summary>
/// <param name="Language">The caller's language, as the prompt names it.</param>
/// <param name="Intent">What the caller wants.</param>
/// <param name="Stage">The stage's label.</param>
/// <param name="Verdict">What the check of the caller said.</param>
/// <param name="Said">The caller's last message.</param>
/// <param name="Result">What the last tool said, a JSON object; null before a tool was called.</param>
internal sealed partial record RehearsedCall(string Language, string Intent, string Stage, string Verdict, string Said, JsonElement? Result)
{
    /// <summary>Reads a request.</summary>
    public static RehearsedCall Read(RehearsalRequest request)
    {
        var facts = Fact().Matches(request.Prompt).ToDictionary(match => match.Groups["name"].Value, match => match.Groups["value"].Value, StringComparer.Ordinal);
        return new RehearsedCall(
            facts.GetValueOrDefault("language", "English"), facts.GetValueOrDefault("intent", ""), facts.GetValueOrDefault("stage", ""),
            facts.GetValueOrDefault("verdict", ""), request.LastHuman, LastResult(request));
    }

    /// <summary>Whether the last tool's answer has a member.</summary>
    public bool Has(string member) => Result is { } result && result.TryGetProperty(member, out _);

    /// <summary>A text of the last tool's answer.</summary>
    public string Text(string member) => Result!.Value.GetProperty(member).GetString()!;

    /// <summary>An amount of the last tool's answer.</summary>
    public string Money(string member) => Money(Result!.Value, member);

    /// <summary>The items of a list in the last tool's answer.</summary>
    public IReadOnlyList<JsonElement> List(string member) => [.. Result!.Value.GetProperty(member).EnumerateArray()];

    /// <summary>An amount, as it is said.</summary>
    public static string Money(JsonElement of, string member) => $"{of.GetProperty(member).GetDecimal():0.00} EUR";

    private static JsonElement? LastResult(RehearsalRequest request)
    {
        if (request.Messages.Count == 0 || request.Messages[^1] is not { Type: "tool" } last) return null;
        try
        {
            return JsonElement.Parse(last.Content) is { ValueKind: JsonValueKind.Object } result ? result : Failed();
        }
        catch (JsonException)
        {
            return Failed();
        }
    }

    private static JsonElement Failed() => JsonElement.Parse("""{"error":"The tool failed."}"""u8);

    [GeneratedRegex(@"^- (?<name>language|intent|stage|verdict): (?<value>\S+)\s*$", RegexOptions.Multiline | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Fact();
}
