using Baton.Agents.Cost;
using Baton.Errors;
using Microsoft.Extensions.Configuration;

namespace Baton.Agents.Models;

/// <summary>The models that agents can name, from the configuration section <c>Baton:Models</c>, checked once at start.</summary>
/// <remarks>Immutable; safe for concurrent use.</remarks>
public sealed class ModelCatalog
{
    /// <summary>The configuration section: one child for each model.</summary>
    public const string Section = "Baton:Models";

    /// <summary>The model of agents that name none. Offline unless it is configured.</summary>
    public const string Default = "default";

    private readonly Dictionary<string, ModelEntry> _models = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Reads the configuration and adds the models that were added in code.</summary>
    /// <exception cref="ValidationException">The configuration has faults; all are listed.</exception>
    internal ModelCatalog(IConfiguration? configuration, IEnumerable<ModelEntry>? added = null)
    {
        var faults = new List<Fault>();
        foreach (var model in added ?? [])
        {
            if (_models.TryAdd(model.Name, model)) continue;
            faults.Add(new Fault(ErrorCodes.AgentNameTaken, model.Name, "Two models that were added in code have this name. Rename one."));
        }

        foreach (var section in configuration?.GetSection(Section).GetChildren() ?? [])
        {
            var model = new ModelSettings(section, faults).Read();
            if (model is not null) _models[model.Name] = model;
        }

        if (faults.Count > 0) throw new ValidationException(ErrorCodes.ModelsInvalid, "The model catalogue cannot be used", faults);
        _models.TryAdd(
            Default,
            new ModelEntry { Name = Default, Provider = Providers.Offline, Model = OfflineChatClient.Label, Prices = new ModelPrices(0, 0) });
    }

    /// <summary>Every model, in the order of their names.</summary>
    public IReadOnlyList<ModelEntry> All => [.. _models.Values.OrderBy(model => model.Name, StringComparer.Ordinal)];

    /// <summary>The model with this name (case does not matter: environment variables are written in capitals), or null.</summary>
    public ModelEntry? Find(string name) => _models.GetValueOrDefault(name);
}
