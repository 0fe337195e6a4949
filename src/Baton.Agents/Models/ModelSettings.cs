using System.Globalization;
using Baton.Agents.Cost;
using Baton.Errors;
using Microsoft.Extensions.Configuration;

namespace Baton.Agents.Models;

/// <summary>Reads one model's configuration. Every fault is added with its configuration key; values of secrets are never shown.</summary>
internal sealed class ModelSettings(IConfigurationSection section, List<Fault> faults)
{
    private static readonly string[] Known =
        ["provider", "model", "base_url", "api_key", "api_key_env", "prices", "max_output_tokens", "context_window", "temperature"];

    private static readonly string[] KnownPrices = ["input_per_million", "cached_input_per_million", "output_per_million"];

    /// <summary>The model; null where it has faults.</summary>
    public ModelEntry? Read()
    {
        var before = faults.Count;
        RefuseUnknown(section, Known);
        var provider = section["provider"]?.ToLowerInvariant();
        if (provider is not (Providers.Offline or Providers.OpenAI or Providers.Anthropic))
        {
            Refuse("provider", "Set it to offline, openai or anthropic.");
        }

        var offline = provider == Providers.Offline;
        var model = section["model"];
        if (!offline && string.IsNullOrWhiteSpace(model)) Refuse("model", "Set it to the provider's name of the model.");
        var address = Address();
        var entry = new ModelEntry
        {
            Name = section.Key,
            Provider = provider ?? "",
            Model = offline ? OfflineChatClient.Label : model ?? "",
            BaseUrl = address,
            ApiKey = offline ? null : Key(keyless: provider == Providers.OpenAI && address is not null),
            Prices = Prices() ?? (offline ? new ModelPrices(0, 0) : null),
            MaxOutputTokens = Number("max_output_tokens", 1, 10_000_000) is { } tokens ? (int)tokens : null,
            ContextWindow = Number("context_window", 1_000, 100_000_000) is { } window ? (int)window : null,
            Temperature = (float?)Number("temperature", 0, 2),
        };
        return faults.Count == before ? entry : null;
    }

    private Uri? Address()
    {
        if (section["base_url"] is not { Length: > 0 } text) return null;
        if (Uri.TryCreate(text, UriKind.Absolute, out var address) && address is { Scheme: "http" or "https", UserInfo.Length: 0 }) return address;
        Refuse("base_url", "It must be an absolute http or https address without user and password.");
        return null;
    }

    private string? Key(bool keyless)
    {
        var key = section["api_key"];
        var variable = section["api_key_env"];
        if (!string.IsNullOrEmpty(key) && !string.IsNullOrEmpty(variable)) Refuse("api_key_env", "Set either api_key or api_key_env, not both.");
        if (!string.IsNullOrEmpty(key)) return Clean("api_key", key);
        if (!string.IsNullOrEmpty(variable))
        {
            if (Environment.GetEnvironmentVariable(variable) is { Length: > 0 } value) return Clean("api_key_env", value);
            Refuse("api_key_env", $"The environment variable '{variable}' is not set.");
        }
        else if (!keyless)
        {
            Refuse("api_key_env", "Name the environment variable that holds the key (or set api_key). Only openai with a base_url works without.");
        }

        return null;
    }

    /// <summary>A key with a character that no header can carry would be quoted in an SDK's exception.</summary>
    private string? Clean(string setting, string key)
    {
        key = key.Trim();
        if (key.Length > 0 && key.All(character => character is > ' ' and < '\x7f')) return key;
        Refuse(setting, "The key has characters that no key has: check how it was copied.");
        return null;
    }

    private ModelPrices? Prices()
    {
        var prices = section.GetSection("prices");
        if (!prices.Exists()) return null;
        RefuseUnknown(prices, KnownPrices);
        var input = Price("prices:input_per_million", required: true);
        var output = Price("prices:output_per_million", required: true);
        var cached = Price("prices:cached_input_per_million", required: false);
        return new ModelPrices(input ?? 0, output ?? 0, cached);
    }

    private decimal? Price(string key, bool required)
    {
        if (Number(key, 0, 1_000_000) is { } price) return price;
        if (required && string.IsNullOrEmpty(section[key]))
        {
            Refuse(key, "Set it, in US dollars for a million tokens; or remove 'prices' where they are unknown.");
        }

        return null;
    }

    private decimal? Number(string key, decimal least, decimal most)
    {
        if (section[key] is not { Length: > 0 } text) return null;
        if (decimal.TryParse(text, NumberStyles.Number, CultureInfo.InvariantCulture, out var number)
            && number >= least && number <= most)
        {
            return number;
        }

        Refuse(key, $"It must be a number from {least} to {most}.");
        return null;
    }

    private void RefuseUnknown(IConfigurationSection parent, string[] known)
    {
        foreach (var child in parent.GetChildren().Where(child => !known.Contains(child.Key, StringComparer.OrdinalIgnoreCase)))
        {
            faults.Add(new Fault(ErrorCodes.ModelSettingInvalid, child.Path, $"There is no such setting. Use one of {string.Join(", ", known)}."));
        }
    }

    private void Refuse(string key, string message) => faults.Add(new Fault(ErrorCodes.ModelSettingInvalid, $"{section.Path}:{key}", message));
}
