using System.Globalization;
using Baton.Errors;
using Microsoft.Extensions.Configuration;

namespace Baton.Engine.Messages;

/// <summary>How the message log is kept, from the configuration section <c>Baton:Messages</c>, checked once at start.</summary>
/// <remarks>Immutable; safe for concurrent use.</remarks>
public sealed class MessageSettings
{
    /// <summary>The section of the configuration.</summary>
    public const string Section = "Baton:Messages";

    private static readonly string[] Keys = ["Enabled", "Retention", "Redact", "Kinds"];
    private static readonly TimeSpan LeastRetention = TimeSpan.FromHours(1);
    private readonly List<Fault> _faults = [];

    /// <summary>Reads the settings.</summary>
    /// <param name="configuration">The configuration; null for the defaults.</param>
    /// <param name="kinds">The kinds of personal data that can be found.</param>
    /// <exception cref="ValidationException">The configuration has faults; all are listed.</exception>
    public MessageSettings(IConfiguration? configuration, IReadOnlyList<string> kinds)
    {
        ArgumentNullException.ThrowIfNull(kinds);
        var section = configuration?.GetSection(Section);
        foreach (var child in section?.GetChildren().Where(child => !Keys.Contains(child.Key, StringComparer.OrdinalIgnoreCase)) ?? [])
        {
            Refuse(child.Path, $"There is no such setting. Use {string.Join(", ", Keys)}.");
        }

        Enabled = Flag(section, "Enabled");
        Redact = Flag(section, "Redact");
        Retention = Age(section?["Retention"]);
        Kinds = ReadKinds(section?.GetSection("Kinds"), kinds);
        if (_faults.Count > 0) throw new ValidationException(ErrorCodes.MessageSettingInvalid, "The message log cannot be kept like this", _faults);
    }

    /// <summary>False keeps no log. Default true.</summary>
    public bool Enabled { get; }

    /// <summary>True takes personal data out before anything is kept. Default true.</summary>
    public bool Redact { get; }

    /// <summary>How long messages are found, where their runs are kept as long. Default 90 days.</summary>
    public TimeSpan Retention { get; }

    /// <summary>The kinds of personal data that are taken out. Default all.</summary>
    public IReadOnlyList<string> Kinds { get; }

    private bool Flag(IConfigurationSection? section, string key)
    {
        if (section?[key] is not { Length: > 0 } text) return true;
        if (bool.TryParse(text, out var flag)) return flag;
        Refuse($"{Section}:{key}", $"'{text}' is neither true nor false.");
        return true;
    }

    private TimeSpan Age(string? text)
    {
        if (string.IsNullOrEmpty(text)) return TimeSpan.FromDays(90);
        if (TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var age) && age >= LeastRetention && age <= TimeSpan.FromDays(36_500)) return age;
        Refuse($"{Section}:Retention", $"'{text}' is no time from an hour to a hundred years. Write it as days.hours:minutes:seconds, like 90.00:00:00.");
        return TimeSpan.FromDays(90);
    }

    /// <summary>A list, or names separated by commas.</summary>
    private IReadOnlyList<string> ReadKinds(IConfigurationSection? section, IReadOnlyList<string> known)
    {
        string[] chosen =
            [.. (section?.Value ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries), .. section?.GetChildren().Select(child => child.Value ?? "") ?? []];
        foreach (var kind in chosen.Where(kind => !known.Contains(kind, StringComparer.Ordinal)))
        {
            Refuse($"{Section}:Kinds", $"There is no kind '{kind}'. Use {string.Join(", ", known)}; to take nothing out set Redact to false.");
        }

        return chosen.Length == 0 ? known : chosen;
    }

    private void Refuse(string where, string message) => _faults.Add(new Fault(ErrorCodes.MessageSettingInvalid, where, message));
}
