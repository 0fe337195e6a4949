using Baton.Errors;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace Baton.Engine.Hosting;

/// <summary>Reads the engine's options from the configuration, and says all that is wrong with them at once.</summary>
internal sealed class EngineSettings(IConfiguration configuration) : IConfigureOptions<EngineOptions>, IValidateOptions<EngineOptions>
{
    private readonly IConfigurationSection _section = configuration.GetSection(EngineOptionsCheck.Section);

    /// <summary>Takes over what can be read: the binder would stop at the first value that cannot.</summary>
    public void Configure(EngineOptions options)
    {
        var unreadable = Unreadable().Select(fault => fault.Where).ToHashSet(StringComparer.OrdinalIgnoreCase);
        new ConfigurationBuilder()
            .AddInMemoryCollection(_section.AsEnumerable().Where(setting => setting.Value is not null && !unreadable.Contains(setting.Key)))
            .Build()
            .GetSection(EngineOptionsCheck.Section)
            .Bind(options);
    }

    /// <exception cref="ValidationException">Options are wrong; every fault is listed.</exception>
    public ValidateOptionsResult Validate(string? name, EngineOptions options)
    {
        List<Fault> faults = [.. Unreadable(), .. EngineOptionsCheck.Faults(options)];
        return faults.Count == 0
            ? ValidateOptionsResult.Success
            : throw new ValidationException(ErrorCodes.EngineOptionInvalid, "The engine cannot be set up like this", faults);
    }

    private IEnumerable<Fault> Unreadable() => UnreadableSettings.In(_section, typeof(EngineOptions));
}
