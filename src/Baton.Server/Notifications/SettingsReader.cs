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
            try
            {
                read[child.Key] = child.Get<T>(options => options.ErrorOnUnknownConfiguration = true) ?? new T();
            }
            catch (InvalidOperationException exception)
            {
                // The binder's own text names the setting or the value; it may repeat what was written, and nothing else.
                refuse(child.Path, $"{exception.Message} Correct it; times are written like 00:05:00.");
            }
        }

        return read;
    }
}
