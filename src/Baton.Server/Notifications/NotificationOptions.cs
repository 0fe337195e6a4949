namespace Baton.Server.Notifications;

/// <summary>Who is told of business events, and how; configuration section <c>Baton:Notifications</c>.</summary>
public sealed class NotificationOptions
{
    /// <summary>The section of the configuration.</summary>
    public const string Section = "Baton:Notifications";

    /// <summary>Ways to the outside, by name.</summary>
    public Dictionary<string, ChannelOptions> Channels { get; init; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>
    /// What is told, by event: <c>case_opened</c>, <c>case_escalated</c>, <c>case_resolved</c>, <c>case_reopened</c>, <c>approval_needed</c>.
    /// </summary>
    public Dictionary<string, EventOptions> Events { get; init; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The address of a run's page, with <c>{run}</c> for its id; part of every notification. Default <c>/ops/runs/{run}/tree</c>.</summary>
    public string RunPage { get; set; } = "/ops/runs/{run}/tree";
}

/// <summary>A way to the outside.</summary>
public sealed class ChannelOptions
{
    /// <summary><c>webhook</c> or <c>email</c>.</summary>
    public string? Kind { get; set; }

    /// <summary>Webhook: where messages are posted.</summary>
    public string? Url { get; set; }

    /// <summary>Webhook: what signs them.</summary>
    public string? Secret { get; set; }

    /// <summary>Webhook: true lets an address inside private networks pass. Default false.</summary>
    public bool AllowPrivate { get; set; }

    /// <summary>Email: the SMTP server.</summary>
    public string? Host { get; set; }

    /// <summary>Email: its port. Default 587.</summary>
    public int Port { get; set; } = 587;

    /// <summary>Email: <c>starttls</c> (default) or <c>none</c>.</summary>
    public string Tls { get; set; } = "starttls";

    /// <summary>Email: the user, where the server asks for one.</summary>
    public string? User { get; set; }

    /// <summary>Email: the user's password.</summary>
    public string? Password { get; set; }

    /// <summary>Email: the sender.</summary>
    public string? From { get; set; }

    /// <summary>Email: the receivers.</summary>
    public IList<string> To { get; init; } = [];
}

/// <summary>What is told of an event.</summary>
public sealed class EventOptions
{
    /// <summary>The channels that are told.</summary>
    public IList<string> Channels { get; init; } = [];

    /// <summary>Only of this graph; null for all.</summary>
    public string? Graph { get; set; }

    /// <summary>The subject, with names in braces; null for a plain one.</summary>
    public string? Subject { get; set; }

    /// <summary>The text, with names in braces; null for a plain one.</summary>
    public string? Text { get; set; }

    /// <summary>True adds what the case's graph says in words: its summary and why it was escalated, which may repeat the customer. Default false.</summary>
    public bool IncludeSummary { get; set; }
}
