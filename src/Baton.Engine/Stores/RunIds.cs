namespace Baton.Engine.Stores;

/// <summary>What a text can say of a run's id.</summary>
public static class RunIds
{
    /// <summary>The id as text, as it stands in paths and records.</summary>
    public static string Text(Guid run) => run.ToString("D");

    /// <summary>The text as it would stand in an id of 32 small hex digits; null where it cannot be part of one.</summary>
    public static string? Part(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var digits = text.Replace("-", "", StringComparison.Ordinal).ToLowerInvariant();
        return digits.Length is > 0 and <= 32 && digits.All(char.IsAsciiHexDigit) ? digits : null;
    }
}
