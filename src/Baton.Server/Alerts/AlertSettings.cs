using System.Globalization;
using Baton.Agents.Prompts;
using Baton.Errors;
using Baton.Registry;
using Baton.Server.Notifications;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Baton.Server.Alerts;

/// <summary>The alerts' rules, checked once at start.</summary>
/// <remarks>Immutable; safe for concurrent use.</remarks>
internal sealed class AlertSettings
{
    public const string Section = "Baton:Alerts";

    private static readonly TimeSpan Day = TimeSpan.FromDays(1);
    private readonly List<Fault> _faults = [];
    private readonly NotificationSettings _notifications;
    private readonly IServiceProvider _services;

    /// <exception cref="ValidationException">The configuration has faults; all are listed.</exception>
    public AlertSettings(IConfiguration configuration, NotificationSettings notifications, IServiceProvider services)
    {
        (_notifications, _services) = (notifications, services);
        var section = configuration.GetSection(Section);
        foreach (var child in section.GetChildren().Where(child => child.Key.ToUpperInvariant() is not ("RULES" or "INTERVAL")))
        {
            Refuse(child.Path, "There is no such setting. Use Rules or Interval.");
        }

        Interval = ReadInterval(section.GetSection("Interval"));
        Rules = [.. SettingsReader.ReadAll<AlertRuleOptions>(section.GetSection("Rules"), Refuse)
            .OrderBy(rule => rule.Key, StringComparer.Ordinal)
            .Select(rule => Checked($"{Section}:Rules:{rule.Key}", rule.Key, rule.Value)).OfType<AlertRule>()];
        if (_faults.Count > 0) throw new ValidationException(ErrorCodes.AlertRuleInvalid, "The alerts cannot be used", _faults);
    }

    /// <summary>How often rules are looked at.</summary>
    public TimeSpan Interval { get; }

    public IReadOnlyList<AlertRule> Rules { get; }

    private TimeSpan ReadInterval(IConfigurationSection section)
    {
        if (section.Value is not { } text) return TimeSpan.FromSeconds(15);
        if (TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var interval) && interval >= TimeSpan.FromMilliseconds(100) && interval <= TimeSpan.FromHours(1)) return interval;
        Refuse(section.Path, $"'{text}' is no time between a tenth of a second and an hour. Write it like 00:00:15.");
        return TimeSpan.FromSeconds(15);
    }

    private AlertRule? Checked(string where, string name, AlertRuleOptions options)
    {
        if (name.Length > 64 || !name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '-')) Refuse(where, "A rule's name has up to 64 letters, digits, _ and -. Rename it.");
        if (!AlertRule.Kinds.TryGetValue(options.Kind ?? "", out var kind))
        {
            Refuse($"{where}:Kind", $"'{options.Kind}' is not known. Set {string.Join(", ", AlertRule.Kinds.Keys)}.");
            return null;
        }

        CheckNumbers(where, kind, options);
        CheckNames(where, kind, options);
        CheckFilters(where, kind, options);
        var above = options.Above ?? 0;
        var window = options.Window ?? (kind == AlertKind.Spend ? Day : TimeSpan.FromMinutes(5));
        CheckWindow(where, kind, window);
        return new AlertRule(name, kind, above, options.Resolve ?? above, window)
        {
            MinCount = options.MinCount,
            For = options.For,
            ResolveFor = options.ResolveFor,
            Tenant = options.Tenant,
            Graph = options.Graph,
            Agent = options.Agent,
            Pool = options.Pool,
            Channels = [.. options.Channels.Distinct(StringComparer.OrdinalIgnoreCase)],
        };
    }

    private void CheckNumbers(string where, AlertKind kind, AlertRuleOptions options)
    {
        if (options.Above is null && kind is not (AlertKind.CircuitOpen or AlertKind.StuckRuns)) Refuse($"{where}:Above", "It says not above what it fires. Set a number; a share is 0.05 for 5 %.");
        if (options.Above < 0 || double.IsNaN(options.Above ?? 0)) Refuse($"{where}:Above", "It is below 0, where nothing is. Set a number from 0 on.");
        if (kind is AlertKind.ErrorRate or AlertKind.EscalationRate && options.Above is >= 1) Refuse($"{where}:Above", "A share is never above 1. Set 0.05 for 5 %.");
        if (options.Resolve is { } resolve && (resolve < 0 || resolve > (options.Above ?? 0))) Refuse($"{where}:Resolve", "It would resolve while it fires. Set a number from 0 to Above.");
        if (options.MinCount < 1) Refuse($"{where}:MinCount", $"{options.MinCount} is no count. Set 1 or more.");
        if (options.For < TimeSpan.Zero || options.For > Day) Refuse($"{where}:For", "It is no time from 0 to a day. Write it like 00:05:00.");
        if (options.ResolveFor < TimeSpan.Zero || options.ResolveFor > Day) Refuse($"{where}:ResolveFor", "It is no time from 0 to a day. Write it like 00:05:00.");
    }

    private void CheckWindow(string where, AlertKind kind, TimeSpan window)
    {
        if (kind == AlertKind.Spend && (window < Day || window.Ticks % Day.Ticks != 0 || window > 366 * Day)) Refuse($"{where}:Window", "Spend is added up by days. Set whole days, like 1.00:00:00.");
        if (kind is AlertKind.ErrorRate or AlertKind.AgentLatency && (window < TimeSpan.FromSeconds(1) || window > Day)) Refuse($"{where}:Window", "It is not between a second and a day. Write it like 00:05:00.");
        if (window <= TimeSpan.Zero) Refuse($"{where}:Window", "It is no time. Write it like 00:05:00.");
    }

    private void CheckNames(string where, AlertKind kind, AlertRuleOptions options)
    {
        var graphs = _services.GetRequiredService<GraphRegistry>();
        if (options.Graph is { } graph && graphs.Find(graph) is null) Refuse($"{where}:Graph", $"There is no graph '{graph}'. There are {string.Join(", ", graphs.Rows.Select(row => row.Id).Order(StringComparer.Ordinal))}.");
        if (options.Pool is { } pool && graphs.Rows.All(row => row.Pool != pool)) Refuse($"{where}:Pool", $"No graph is in pool '{pool}'. There are {string.Join(", ", graphs.Rows.Select(row => row.Pool).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))}.");
        var agents = _services.GetService<AgentCatalog>();
        if (kind == AlertKind.AgentLatency && options.Agent is null) Refuse($"{where}:Agent", "It says not of which agent. Set its name.");
        if (options.Agent is { } agent && agents?.Find(agent) is null) Refuse($"{where}:Agent", $"There is no agent '{agent}'. Correct the name.");
        foreach (var channel in options.Channels.Where(channel => !_notifications.Channels.ContainsKey(channel)))
        {
            Refuse($"{where}:Channels", $"There is no channel '{channel}'. There are {_notifications.Known}.");
        }
    }

    /// <summary>A filter that is not there would let a rule measure what it is not about, and tell a tenant of others.</summary>
    private void CheckFilters(string where, AlertKind kind, AlertRuleOptions options)
    {
        (string Name, bool IsSet)[] filters =
        [
            (nameof(options.Tenant), options.Tenant != new AlertRuleOptions().Tenant),
            (nameof(options.Graph), options.Graph is not null),
            (nameof(options.Pool), options.Pool is not null),
            (nameof(options.Agent), options.Agent is not null),
        ];
        var usable = AlertRule.Filters(kind);
        foreach (var (name, _) in filters.Where(filter => filter.IsSet && !usable.Contains(filter.Name)))
        {
            var cure = usable.Count == 0 ? "it has no filters" : $"it has {string.Join(", ", usable)}";
            Refuse($"{where}:{name}", name == nameof(options.Tenant)
                ? $"The kind '{options.Kind}' cannot be measured by Tenant: it is measured over all tenants of the installation, and its alert is shown to the tenant 'default' alone. Remove Tenant, or use a kind that knows tenants: {OfTenants}."
                : $"The kind '{options.Kind}' cannot be measured by {name}; {cure}. Remove {name}.");
        }
    }

    private static string OfTenants => string.Join(", ", AlertRule.Kinds.Where(kind => AlertRule.Filters(kind.Value).Contains(nameof(AlertRule.Tenant))).Select(kind => kind.Key));

    private void Refuse(string where, string what) => _faults.Add(new Fault(ErrorCodes.AlertRuleInvalid, where, what));
}
