namespace Baton.Agents.Guardrails.Injection;

/// <summary>ROT13.</summary>
internal static class Rotation
{
    public static char Of(char character) => character switch
    {
        >= 'a' and <= 'z' => (char)('a' + ((character - 'a' + 13) % 26)),
        >= 'A' and <= 'Z' => (char)('A' + ((character - 'A' + 13) % 26)),
        _ => character,
    };

    public static string Of(string text) => string.Create(text.Length, text, static (span, text) =>
    {
        for (var index = 0; index < span.Length; index++) span[index] = Of(text[index]);
    });
}
