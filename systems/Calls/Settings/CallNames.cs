namespace Baton.Calls.Settings;

/// <summary>The forms of names in settings.</summary>
internal static class CallNames
{
    /// <summary>What a name looks like.</summary>
    public const string Form = "a name has up to 64 letters, digits and _ - .";

    /// <summary>What a label looks like.</summary>
    public const string LabelForm = "up to 64 capital letters, digits and _, such as GREETING.";

    private const int Longest = 64;

    public static bool IsName(string text) =>
        text.Length is > 0 and <= Longest && text.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '-' or '.');

    public static bool IsLabel(string text) =>
        text.Length is > 0 and <= Longest && text.All(letter => char.IsAsciiLetterUpper(letter) || char.IsAsciiDigit(letter) || letter == '_');
}
