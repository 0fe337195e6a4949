using System.Text.Json;
using System.Text.Json.Nodes;
using Baton.Errors;
using Microsoft.Extensions.Configuration;

namespace Baton.Agents.Guardrails;

/// <summary>The guardrails that every agent has, from the configuration section <c>Baton:Guardrails</c>: a list of names, or of objects with a <c>name</c>.</summary>
internal sealed class GuardrailDefaults
{
    public const string Section = "Baton:Guardrails";

    private readonly List<string> _names = [];
    private readonly Dictionary<string, JsonElement> _settings = new(StringComparer.Ordinal);

    public GuardrailDefaults(IConfiguration? configuration, GuardrailCatalog catalog)
    {
        foreach (var entry in configuration?.GetSection(Section).GetChildren() ?? [])
        {
            var name = entry.Value ?? entry["name"];
            if (name is null)
            {
                Faults.Add(new Fault(ErrorCodes.GuardrailSettingInvalid, entry.Path, "Write the guardrail's name, or an object with 'name' and its settings."));
                continue;
            }

            _names.Add(name);
            if (entry.Value is null && Json(entry, "name") is JsonObject { Count: > 0 } settings) _settings[name] = JsonSerializer.SerializeToElement(settings);
            foreach (var (code, message) in catalog.Check(name, Settings(name))) Faults.Add(new Fault(code, entry.Path, message));
        }
    }

    public List<Fault> Faults { get; } = [];

    /// <summary>An agent's guardrails: these first, in their order, then its own. What its file sets for one of these takes the place of what is set here.</summary>
    public (IReadOnlyList<string> Names, IReadOnlyDictionary<string, JsonElement>? Settings) With(
        IReadOnlyList<string> names, IReadOnlyDictionary<string, JsonElement>? settings)
    {
        if (_names.Count == 0) return (names, settings);
        var merged = new Dictionary<string, JsonElement>(_settings, StringComparer.Ordinal);
        foreach (var (name, set) in settings ?? new Dictionary<string, JsonElement>()) merged[name] = set;
        return ([.. _names.Concat(names).Distinct(StringComparer.Ordinal)], merged.Count == 0 ? null : merged);
    }

    private JsonElement? Settings(string name) => _settings.TryGetValue(name, out var set) ? set : null;

    private static JsonNode? Json(IConfigurationSection section, string? without = null)
    {
        var children = section.GetChildren().Where(child => child.Key != without).ToList();
        if (children.Count == 0) return section.Value is null ? new JsonObject() : JsonValue.Create(section.Value);
        return children.TrueForAll(child => int.TryParse(child.Key, out _))
            ? new JsonArray([.. children.Select(child => Json(child))])
            : new JsonObject(children.Select(child => KeyValuePair.Create(child.Key, Json(child))));
    }
}
