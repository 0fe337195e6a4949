using Baton.Agents.Models;
using Baton.Errors;

namespace Baton.Cli.Evaluation;

/// <summary>The configuration of an evaluation: the named model in the place of <c>default</c>, and nothing else of this installation's settings.</summary>
internal static class EvaluatedModel
{
    /// <summary>The configuration.</summary>
    /// <param name="settings">All settings.</param>
    /// <param name="model">A model's name; null for the rehearsals.</param>
    /// <exception cref="BatonException">There is no such model.</exception>
    public static IConfiguration Read(IConfiguration settings, string? model)
    {
        if (model is null) return new ConfigurationBuilder().Build();
        var section = settings.GetSection($"{ModelCatalog.Section}:{model}");
        if (!section.GetChildren().Any()) throw new BatonException(ErrorCodes.CommandInputInvalid, $"There is no model '{model}' under {ModelCatalog.Section}. Configure it, or leave --model out for the rehearsals.");
        return new ConfigurationBuilder()
            .AddInMemoryCollection(section.AsEnumerable(makePathsRelative: true)
                .Where(pair => pair.Key.Length > 0)
                .Select(pair => new KeyValuePair<string, string?>($"{ModelCatalog.Section}:{ModelCatalog.Default}:{pair.Key}", pair.Value)))
            .Build();
    }
}
