using Baton.Agents.Prompts;
using Baton.Errors;
using Microsoft.Extensions.Configuration;

namespace Baton.Agents.Policies;

/// <summary>Policies, and other settings of the same forms, in a section of the configuration.</summary>
internal sealed class ConfiguredPolicies(IConfigurationSection section, List<Fault> faults) : IPolicyValues
{
    public void RefuseUnknown(IReadOnlyList<string> known)
    {
        foreach (var child in section.GetChildren().Where(child => !known.Contains(child.Key, StringComparer.OrdinalIgnoreCase)))
        {
            faults.Add(new Fault(ErrorCodes.PolicySettingInvalid, child.Path, $"There is no such setting here. Use one of {string.Join(", ", known)}."));
        }
    }

    public string? Text(string key)
    {
        if (section[key]?.Trim() is { Length: > 0 } text) return text;
        if (section.GetSection(key).GetChildren().Any()) Refuse(key, "must be one value.");
        return null;
    }

    public int? Number(string key, int least, int most) =>
        Text(key) is { } text ? ValueForms.Number(text, least, most) ?? Refused<int>(key, ValueForms.NumberText(least, most)) : null;

    public decimal? Amount(string key) => Text(key) is { } text ? ValueForms.Amount(text) ?? Refused<decimal>(key, ValueForms.AmountText) : null;

    public TimeSpan? Duration(string key) =>
        Text(key) is { } text ? ValueForms.Duration(text) ?? Refused<TimeSpan>(key, ValueForms.DurationText) : null;

    public IReadOnlyList<string>? List(string key)
    {
        var children = section.GetSection(key).GetChildren().ToList();
        if (children.Count == 0)
        {
            if (!string.IsNullOrEmpty(section[key])) Refuse(key, "must be a list of names.");
            return null;
        }

        var names = children.Select(child => child.Value ?? "").ToList();
        if (names.Exists(name => name.Length == 0)) Refuse(key, "must be a list of names.");
        return [.. names.Where(name => name.Length > 0).Distinct(StringComparer.OrdinalIgnoreCase)];
    }

    public bool? Flag(string key)
    {
        if (Text(key) is not { } text) return null;
        return bool.TryParse(text, out var flag) ? flag : Refused<bool>(key, "must be true or false.");
    }

    public void Refuse(string key, string message) => faults.Add(new Fault(ErrorCodes.PolicySettingInvalid, $"{section.Path}:{key}", $"'{key}' {message}"));

    private T? Refused<T>(string key, string message)
        where T : struct
    {
        Refuse(key, message);
        return null;
    }
}
