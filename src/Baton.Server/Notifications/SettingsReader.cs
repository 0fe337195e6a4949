using Microsoft.Extensions.Configuration;

namespace Baton.Server.Notifications;

/// <summary>Reads named settings one by one: one that cannot be read does not hide what is wrong with the others.</summary>
internal static class SettingsReader
{
    /// <param name="section">The section whose children are read, by their names.</param>
    /// <param name="refuse">Takes the place and what is wrong.</param>
    public static Dictionary<string, T> ReadAll<T>(IConfigurationSection section, Action<string, string> refuse)
        where T : class, new()
    {
        var read = new Dictionary<string, T>(StringComparer.OrdinalIgnoreCase);
        foreach (var child in section.GetChildren())
        {
            if (IsRead(child, typeof(T), refuse)) read[child.Key] = child.Get<T>() ?? new T();
        }

        return read;
    }

    private static bool IsRead(IConfigurationSection section, Type type, Action<string, string> refuse)
    {
        var isRead = true;
        var properties = type.GetProperties().ToDictionary(property => property.Name, property => property.PropertyType, StringComparer.OrdinalIgnoreCase);
        foreach (var setting in section.GetChildren())
        {
            var fault = !properties.TryGetValue(setting.Key, out var wanted) ? $"There is no such setting. Use {string.Join(", ", properties.Keys)}."
                : !Fits(setting, wanted) ? $"'{setting.Value}' is no {Word(Nullable.GetUnderlyingType(wanted) ?? wanted)}. Correct it."
                : null;
            if (fault is null) continue;
            refuse(setting.Path, fault);
            isRead = false;
        }

        return isRead;
    }

    private static bool Fits(IConfigurationSection setting, Type type)
    {
        try
        {
            setting.Get(type);
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    private static string Word(Type type) =>
        type == typeof(TimeSpan) ? "time, which is written like 00:05:00"
        : type == typeof(bool) ? "true or false"
        : type == typeof(int) ? "whole number"
        : "number, which is written like 0.05";
}
