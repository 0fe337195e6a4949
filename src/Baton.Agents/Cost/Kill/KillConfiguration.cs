using Microsoft.Extensions.Configuration;

namespace Baton.Agents.Cost.Kill;

/// <summary>Reads the switch from the configuration. What cannot be understood stops everything: who writes there wants calls to stop.</summary>
internal static class KillConfiguration
{
    private static readonly string[] Known = ["All", "Graphs", "Agents", "Models", "Reason"];

    public static KillRules Read(IConfigurationSection? section)
    {
        if (section is null || !section.Exists()) return KillRules.Off;
        return new KillRules
        {
            All = IsTrue(section.Value) || IsTrue(section["All"]) || section.GetChildren().Any(child => !Known.Contains(child.Key, StringComparer.OrdinalIgnoreCase)),
            Graphs = Names(section.GetSection("Graphs")),
            Agents = Names(section.GetSection("Agents")),
            Models = Names(section.GetSection("Models")),
            Reason = section["Reason"],
        };
    }

    private static bool IsTrue(string? value) => !string.IsNullOrEmpty(value) && !(bool.TryParse(value, out var isOn) && !isOn);

    private static List<string> Names(IConfigurationSection section) =>
        [.. section.GetChildren().Select(child => child.Value).Append(section.Value).OfType<string>().SelectMany(names => names.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))];
}
