using Baton.Agents.Models;
using Baton.Engine.Circuits;
using Baton.Errors;
using Microsoft.Extensions.Configuration;

namespace Baton.Agents.Policies;

/// <summary>What is set for all agents under <c>Baton:Agents</c>, and the fallback rules that were added; checked once at start.</summary>
/// <remarks>Immutable; safe for concurrent use.</remarks>
internal sealed class PolicyCatalog
{
    public const string Section = "Baton:Agents";

    private static readonly string[] Shared = [.. AgentPolicies.Keys.Where(key => key != "fallback")];
    private readonly Dictionary<string, FallbackRule> _rules = new(StringComparer.Ordinal);
    private readonly List<Fault> _faults = [];

    public PolicyCatalog(IConfiguration? configuration, IEnumerable<FallbackRule> rules)
    {
        foreach (var rule in rules)
        {
            if (_rules.TryAdd(rule.Name, rule)) continue;
            _faults.Add(new Fault(ErrorCodes.FallbackInvalid, $"AddFallback(\"{rule.Name}\", …)", "Another fallback has this name. Rename one."));
        }

        if (configuration?.GetSection(Section) is not { } section) return;
        new ConfiguredPolicies(section, _faults).RefuseUnknown(["Policies", "Circuit"]);
        Defaults = ReadDefaults(new ConfiguredPolicies(section.GetSection("Policies"), _faults));
        Circuit = ReadCircuit(new ConfiguredPolicies(section.GetSection("Circuit"), _faults));
    }

    public IReadOnlyList<Fault> Faults => _faults;

    /// <summary>What agents' files do not set.</summary>
    public AgentPolicies Defaults { get; } = new();

    public CircuitSettings Circuit { get; } = new();

    public FallbackRule? Rule(string name) => _rules.GetValueOrDefault(name);

    /// <summary>What is wrong with the models that the configuration names.</summary>
    public IEnumerable<Fault> Check(ModelCatalog models) => (Defaults.Failover ?? [])
        .Where(name => models.Find(name) is null)
        .Select(name => new Fault(ErrorCodes.ModelUnknown, $"{Section}:Policies:failover", PolicyCheck.UnknownModel(name, models)));

    private static AgentPolicies ReadDefaults(ConfiguredPolicies values)
    {
        values.RefuseUnknown(Shared);
        return AgentPolicies.Read(values) with { Fallback = null };
    }

    private static CircuitSettings ReadCircuit(ConfiguredPolicies values)
    {
        values.RefuseUnknown(["enabled", "failure_ratio", "min_calls", "window", "break"]);
        var standard = new CircuitSettings();
        var read = standard with
        {
            Enabled = values.Flag("enabled") ?? standard.Enabled,
            FailureRatio = (double)(values.Amount("failure_ratio") ?? (decimal)standard.FailureRatio),
            MinCalls = values.Number("min_calls", 2, 100_000) ?? standard.MinCalls,
            Window = values.Duration("window") ?? standard.Window,
            Break = values.Duration("break") ?? standard.Break,
        };
        if (read.FailureRatio is <= 0 or > 1) values.Refuse("failure_ratio", "must be a number above 0, up to 1.");
        if (read.Window < TimeSpan.FromSeconds(1)) values.Refuse("window", "must be at least 1s.");
        if (read.Break < TimeSpan.FromSeconds(0.5) || read.Break > CircuitSettings.LongestBreak) values.Refuse("break", "must be from 500ms to 10m.");
        return read;
    }
}
