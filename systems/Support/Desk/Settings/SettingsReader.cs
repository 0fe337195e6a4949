using System.Globalization;
using Baton.Errors;
using Microsoft.Extensions.Configuration;

namespace Baton.Support.Desk.Settings;

/// <summary>Reads settings and collects what is wrong with them; what is wrong counts as not set.</summary>
internal sealed class SettingsReader(IConfiguration configuration, string section)
{
    private const int LongestText = 200;
    private const int MostTexts = 10_000;

    private readonly List<Fault> _faults = [];
    private readonly HashSet<string> _asked = new(StringComparer.OrdinalIgnoreCase);

    public string Text(string key, string otherwise) => Value(key) switch
    {
        null => otherwise,
        { Length: > LongestText } => Wrong(key, $"it has more than {LongestText} characters. Shorten it.", otherwise),
        var text => text.Trim(),
    };

    public bool Flag(string key, bool otherwise) => Value(key) switch
    {
        null => otherwise,
        var text when bool.TryParse(text, out var flag) => flag,
        _ => Wrong(key, "it is neither 'true' nor 'false'.", otherwise),
    };

    public int Whole(string key, int otherwise, int least, int most) => Value(key) switch
    {
        null => otherwise,
        var text when int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most => number,
        _ => Wrong(key, $"it is no whole number from {least} to {most}.", otherwise),
    };

    public decimal Amount(string key, decimal otherwise, decimal least, decimal most) => Value(key) switch
    {
        null => otherwise,
        var text when decimal.TryParse(text, NumberStyles.Number, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most => number,
        _ => Wrong(key, string.Create(CultureInfo.InvariantCulture, $"it is no number from {least} to {most}, with a point as decimal mark."), otherwise),
    };

    public TimeSpan Duration(string key, TimeSpan otherwise, TimeSpan least, TimeSpan most) => Value(key) switch
    {
        null => otherwise,
        var text when TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var duration) && duration >= least && duration <= most => duration,
        _ => Wrong(key, $"it is no duration from {least:c} to {most:c}, such as 08:00:00 for eight hours.", otherwise),
    };

    public Uri? Address(string key) => Value(key) switch
    {
        null => null,
        var text when Uri.TryCreate(text, UriKind.Absolute, out var address) && (address.Scheme == Uri.UriSchemeHttp || address.Scheme == Uri.UriSchemeHttps) => address,
        _ => Wrong<Uri?>(key, "it is no absolute http or https address.", null),
    };

    public string OneOf(string key, IReadOnlyList<string> words) => Value(key) switch
    {
        null => words[0],
        var text when words.Contains(text, StringComparer.Ordinal) => text,
        _ => Wrong(key, $"it is none of {string.Join(", ", words)}.", words[0]),
    };

    /// <summary>A list; one that is set replaces the other as a whole.</summary>
    public IReadOnlyList<string> Texts(string key, IReadOnlyList<string> otherwise)
    {
        _asked.Add(key);
        string[] texts = [.. configuration.GetSection($"{section}:{key}").GetChildren().Select(child => child.Value?.Trim() ?? "")];
        if (texts.Length == 0) return configuration[$"{section}:{key}"] is null ? otherwise : Wrong(key, $"it is one value. Write a list: {key}:0, {key}:1 …", otherwise);
        if (texts.Length > MostTexts) return Wrong(key, $"it has more than {MostTexts} entries.", otherwise);
        return texts.Any(text => text.Length is 0 or > LongestText) ? Wrong(key, $"an entry is empty or has more than {LongestText} characters.", otherwise) : texts;
    }

    /// <summary>Notes a setting that is read elsewhere.</summary>
    public void Elsewhere(string key) => _asked.Add(key);

    /// <summary>Notes what is wrong between settings.</summary>
    public void Add(string key, string message) => _faults.Add(new Fault(ErrorCodes.SupportSettingInvalid, $"{section}:{key}", message));

    /// <exception cref="ValidationException">Something was wrong; all of it is listed.</exception>
    public void Throw()
    {
        FindUnknown();
        if (_faults.Count > 0) throw new ValidationException(ErrorCodes.SupportSettingInvalid, $"Settings under {section} are wrong", _faults);
    }

    // A misspelt setting would leave another rule in force than was meant.
    private void FindUnknown()
    {
        FindUnknown("", [.. _asked.Select(key => key.Split(':')[0])]);
        foreach (var group in _asked.Where(key => key.Contains(':')).GroupBy(key => key.Split(':')[0], StringComparer.OrdinalIgnoreCase).ToList())
        {
            FindUnknown(group.Key + ":", [.. group.Select(key => key[(group.Key.Length + 1)..])]);
        }
    }

    private void FindUnknown(string prefix, HashSet<string> known)
    {
        foreach (var child in configuration.GetSection($"{section}:{prefix}".TrimEnd(':')).GetChildren().Where(child => !known.Contains(child.Key, StringComparer.OrdinalIgnoreCase)))
        {
            Add($"{prefix}{child.Key}", $"there is no such setting. There are {string.Join(", ", known)}.");
        }
    }

    private string? Value(string key)
    {
        _asked.Add(key);
        return configuration[$"{section}:{key}"] is { Length: > 0 } value ? value : null;
    }

    private T Wrong<T>(string key, string message, T otherwise)
    {
        Add(key, message);
        return otherwise;
    }
}
