namespace Baton.Server.Alerts;

/// <summary>A rule of an alert; configuration section <c>Baton:Alerts:Rules:&lt;name&gt;</c>.</summary>
public sealed class AlertRuleOptions
{
    /// <summary>
    /// What is measured: <c>error_rate</c> (share of runs that ended with an error or timeout), <c>agent_latency</c> (seconds, 95th percentile of an
    /// agent's visits), <c>queue_age</c> (seconds that a pool's first run has been pending), <c>escalation_rate</c> (share of the window's
    /// new cases), <c>spend</c> (US dollars), <c>circuit_open</c> (open circuits of models, tools and remote agents), <c>stuck_runs</c> (runs).
    /// </summary>
    public string? Kind { get; set; }

    /// <summary>It fires where the measured is above this. Needed, except for <c>circuit_open</c> and <c>stuck_runs</c>: 0 there.</summary>
    public double? Above { get; set; }

    /// <summary>A firing one resolves where the measured is at or below this. Default: <see cref="Above"/>.</summary>
    public double? Resolve { get; set; }

    /// <summary>What is looked at: the last so much time; of <c>spend</c> whole days, of <c>stuck_runs</c> how long nothing happened. Default 5 minutes; of <c>spend</c> 1 day.</summary>
    public TimeSpan? Window { get; set; }

    /// <summary>With fewer than this in the window nothing fires, and what fires counts as well again. Default 1.</summary>
    public int MinCount { get; set; } = 1;

    /// <summary>How long it must be above before it fires. Default at once.</summary>
    public TimeSpan For { get; set; }

    /// <summary>How long it must be well again before it resolves. Default 1 minute.</summary>
    public TimeSpan ResolveFor { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// Whose runs, cases and costs; not of <c>agent_latency</c>, <c>queue_age</c> and <c>circuit_open</c>, which are the installation's.
    /// Default <c>default</c>.
    /// </summary>
    public string Tenant { get; set; } = "default";

    /// <summary>Of this graph; null for all. Of <c>error_rate</c>, <c>stuck_runs</c>, <c>escalation_rate</c> and <c>spend</c>.</summary>
    public string? Graph { get; set; }

    /// <summary>Of this agent; needed for <c>agent_latency</c>. Of that, <c>escalation_rate</c> and <c>spend</c>.</summary>
    public string? Agent { get; set; }

    /// <summary>Of this pool; null for all. Of <c>error_rate</c>, <c>stuck_runs</c> and <c>queue_age</c>.</summary>
    public string? Pool { get; set; }

    /// <summary>Who is told besides the log and the live feed: channels of <c>Baton:Notifications</c>.</summary>
    public IList<string> Channels { get; init; } = [];
}
