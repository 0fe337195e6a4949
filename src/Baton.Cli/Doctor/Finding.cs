namespace Baton.Cli.Doctor;

/// <summary>What one check came to.</summary>
/// <param name="Subject">What was looked at.</param>
/// <param name="IsWell">Whether Baton can work with it.</param>
/// <param name="Text">What was seen, and what cures it.</param>
internal sealed record Finding(string Subject, bool IsWell, string Text)
{
    public static Finding Well(string subject, string text) => new(subject, true, text);

    public static Finding Wrong(string subject, string text) => new(subject, false, text);
}
