using System.Globalization;
using System.Text.RegularExpressions;
using Baton.Errors;
using Microsoft.Extensions.Configuration;

namespace Baton.Agents.Tools.Sources;

/// <summary>Reads the configuration of one source. Every fault is added with its configuration key; values of secrets are never shown.</summary>
internal sealed partial class SourceSettings(IConfigurationSection section, List<Fault> faults)
{
    /// <summary>The longest that one call may take where nothing is set.</summary>
    private const int StandardSeconds = 30;

    public string Name => section.Key;

    public string Path => section.Path;

    public void CheckName()
    {
        if (!NameForm().IsMatch(section.Key)) Refuse("", "A source's name is letters, digits and single '_', 1 to 24 of them, a letter first: it becomes part of its tools' names.");
    }

    public void RefuseUnknown(params string[] known)
    {
        foreach (var child in section.GetChildren().Where(child => !known.Contains(child.Key, StringComparer.OrdinalIgnoreCase)))
        {
            faults.Add(new Fault(ErrorCodes.ToolSourceInvalid, child.Path, $"There is no such setting. Use one of {string.Join(", ", known)}."));
        }
    }

    public string? Text(string key) => section[key] is { Length: > 0 } text ? text : null;

    public IReadOnlyList<string> List(string key) => [.. section.GetSection(key).GetChildren().Select(child => child.Value ?? "").Where(value => value.Length > 0)];

    public IReadOnlyDictionary<string, string?> Map(string key) => section.GetSection(key).GetChildren().ToDictionary(child => child.Key, child => child.Value, StringComparer.Ordinal);

    public bool Flag(string key)
    {
        if (Text(key) is not { } text) return false;
        if (bool.TryParse(text, out var flag)) return flag;
        Refuse(key, "It must be true or false.");
        return false;
    }

    public int Number(string key, int otherwise, int least, int most)
    {
        if (Text(key) is not { } text) return otherwise;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most) return number;
        Refuse(key, $"It must be a whole number from {least} to {most}.");
        return otherwise;
    }

    public TimeSpan Timeout() => TimeSpan.FromSeconds(Number("timeout_seconds", StandardSeconds, 1, 3_600));

    public Uri? Address(string key)
    {
        if (Text(key) is not { } text) return null;
        if (Uri.TryCreate(text, UriKind.Absolute, out var address) && address is { Scheme: "http" or "https", UserInfo.Length: 0, Fragment.Length: 0 }) return address;
        Refuse(key, "It must be an absolute http or https address without user, password and fragment.");
        return null;
    }

    /// <summary>A header that says who calls, its value from an environment variable.</summary>
    public (string Name, string Value)? Authorization()
    {
        var header = Text("auth_header") ?? "Authorization";
        if (Text("auth_env") is not { } variable)
        {
            if (Text("auth_header") is not null) Refuse("auth_env", "Name the environment variable that holds the header's value.");
            return null;
        }

        if (!HeaderForm().IsMatch(header)) Refuse("auth_header", "It must be the name of a header.");
        var value = Environment.GetEnvironmentVariable(variable)?.Trim();
        if (string.IsNullOrEmpty(value)) Refuse("auth_env", $"The environment variable '{variable}' is not set.");
        else if (value.All(character => character is >= ' ' and < '\x7f')) return (header, value);
        else Refuse("auth_env", "The value has characters that no header can carry: check how it was copied.");
        return null;
    }

    public void Refuse(string key, string message) =>
        faults.Add(new Fault(ErrorCodes.ToolSourceInvalid, key.Length == 0 ? section.Path : $"{section.Path}:{key}", message));

    [GeneratedRegex(@"\A(?=.{1,24}\z)[A-Za-z](_?[A-Za-z0-9])*\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex NameForm();

    [GeneratedRegex(@"\A[A-Za-z0-9-]{1,64}\z", RegexOptions.CultureInvariant)]
    private static partial Regex HeaderForm();
}
