using System.Globalization;
using Baton.Errors;
using Baton.Policies;
using Microsoft.Extensions.Configuration;

namespace Baton.Agents.Cost.Budgets;

/// <summary>What may be spent in a time, from the configuration section <c>Baton:Budgets</c>, checked once at start.</summary>
/// <remarks>Immutable; safe for concurrent use.</remarks>
internal sealed class BudgetSettings : IBudgets
{
    public const string Section = "Baton:Budgets";

    /// <summary>The name of the limit of everything that has none of its own.</summary>
    public const string Others = "*";

    private const string KeepRunsKey = "Baton:Costs:KeepRuns";

    private static readonly string[] DayKeys = ["CostUsd", "Tokens", "ModelCalls"];
    private static readonly string[] MinuteKeys = ["Requests", "Tokens"];
    private readonly List<Fault> _faults = [];

    /// <exception cref="ValidationException">The configuration has faults; all are listed.</exception>
    public BudgetSettings(IConfiguration? configuration)
    {
        var section = configuration?.GetSection(Section);
        GraphDay = Read(section?.GetSection("GraphDay"), DayKeys, Day);
        UserDay = Read(section?.GetSection("UserDay"), DayKeys, Day);
        ModelMinute = Read(section?.GetSection("ModelMinute"), MinuteKeys, Minute);
        foreach (var child in section?.GetChildren() ?? [])
        {
            if (child.Key.ToUpperInvariant() is "GRAPHDAY" or "USERDAY" or "MODELMINUTE") continue;
            Refuse(child.Path, "There is no such budget. Use GraphDay, UserDay or ModelMinute; what a run may spend is set by Baton:Engine:Budget.");
        }

        KeepRuns = Age(configuration?[KeepRunsKey]);
        if (_faults.Count > 0) throw new ValidationException(ErrorCodes.BudgetSettingInvalid, "The budgets cannot be used", _faults);
    }

    /// <summary>By graph, for a day.</summary>
    public IReadOnlyDictionary<string, RunBudget> GraphDay { get; }

    /// <summary>By user, for a day.</summary>
    public IReadOnlyDictionary<string, RunBudget> UserDay { get; }

    /// <summary>By model, for a minute: requests are its model calls.</summary>
    public IReadOnlyDictionary<string, RunBudget> ModelMinute { get; }

    /// <summary>How long the accounts know of each run what its calls cost.</summary>
    public TimeSpan KeepRuns { get; }

    /// <inheritdoc/>
    public IReadOnlyList<BudgetLimit> List() =>
    [
        .. GraphDay.Select(limit => new BudgetLimit(BudgetOf.GraphDay, limit.Key, limit.Value)),
        .. UserDay.Select(limit => new BudgetLimit(BudgetOf.UserDay, limit.Key, limit.Value)),
        .. ModelMinute.Select(limit => new BudgetLimit(BudgetOf.ModelMinute, limit.Key, limit.Value)),
    ];

    public bool HasAny => GraphDay.Count + UserDay.Count + ModelMinute.Count > 0;

    private Dictionary<string, RunBudget> Read(IConfigurationSection? section, string[] known, Func<IConfigurationSection, RunBudget> read)
    {
        var limits = new Dictionary<string, RunBudget>(StringComparer.OrdinalIgnoreCase);
        foreach (var entry in section?.GetChildren() ?? [])
        {
            foreach (var child in entry.GetChildren().Where(child => !known.Contains(child.Key, StringComparer.OrdinalIgnoreCase)))
            {
                Refuse(child.Path, $"There is no such limit. Use {string.Join(", ", known)}.");
            }

            var limit = read(entry);
            if (limit.IsUnlimited) Refuse(entry.Path, $"It limits nothing. Set one of {string.Join(", ", known)}, or remove it.");
            limits[entry.Key] = limit;
        }

        return limits;
    }

    private RunBudget Day(IConfigurationSection entry) => new()
    {
        CostUsd = Number(entry, "CostUsd", NumberStyles.AllowDecimalPoint),
        Tokens = (long?)Number(entry, "Tokens", NumberStyles.None),
        ModelCalls = (int?)Number(entry, "ModelCalls", NumberStyles.None),
    };

    private RunBudget Minute(IConfigurationSection entry) => new()
    {
        ModelCalls = (int?)Number(entry, "Requests", NumberStyles.None),
        Tokens = (long?)Number(entry, "Tokens", NumberStyles.None),
    };

    private decimal? Number(IConfigurationSection entry, string key, NumberStyles styles)
    {
        if (entry[key] is not { Length: > 0 } text) return null;
        if (decimal.TryParse(text, styles, CultureInfo.InvariantCulture, out var number) && number is >= 0 and <= 1_000_000_000) return number;
        Refuse($"{entry.Path}:{key}", $"'{text}' is no {(styles == NumberStyles.None ? "whole number" : "number")} from 0 to 1000000000.");
        return 0;
    }

    private TimeSpan Age(string? text)
    {
        if (string.IsNullOrEmpty(text)) return TimeSpan.FromDays(90);
        if (TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var age) && age >= TimeSpan.FromDays(1)) return age;
        Refuse(KeepRunsKey, $"'{text}' is no time of at least a day. Write it as days.hours:minutes:seconds, like 90.00:00:00.");
        return TimeSpan.MaxValue;
    }

    private void Refuse(string where, string message) => _faults.Add(new Fault(ErrorCodes.BudgetSettingInvalid, where, message));
}
