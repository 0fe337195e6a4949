namespace Baton.Engine.RemoteAgents;

/// <summary>A remote agent as it is configured: <c>Baton:RemoteAgents:{name}</c>, over what a system registered under the name. What is null is said nothing of.</summary>
public sealed class RemoteAgentOptions
{
    /// <summary>
    /// Where it answers: an http or https address (its own, or the one its card lies below), or <c>assistant:{id}</c> for an assistant of this
    /// server. The version is then <c>1</c>. Either this or <see cref="Versions"/>.
    /// </summary>
    public string? Url { get; set; }

    /// <summary>Several versions by name, which share the calls by their weights.</summary>
    public Dictionary<string, RemoteVersionOptions> Versions { get; } = new(StringComparer.Ordinal);

    /// <summary>How long an answer is waited for while the run executes, its tries included; 100 ms to 5 minutes. Default 15 s.</summary>
    public TimeSpan? Timeout { get; set; }

    /// <summary>How long an answer may take in all: what is over <see cref="Timeout"/> the run sleeps. Up to 30 days. Default: <see cref="Timeout"/>.</summary>
    public TimeSpan? MaxWait { get; set; }

    /// <summary>How often a call is repeated that could not be made, under the same message id; 0 to 10. Default 2.</summary>
    public int? Retries { get; set; }

    /// <summary>The agent that is asked where this one has failed for good; none by default.</summary>
    public string? Fallback { get; set; }

    /// <summary>Sent as <c>Authorization: Bearer</c>; none by default.</summary>
    public string? ApiKey { get; set; }

    /// <summary>Headers that are sent with each request.</summary>
    public Dictionary<string, string> Headers { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary><c>1.0</c>, <c>1.0+http</c>, <c>0.3</c>, or <c>auto</c>: by the agent's card. Default <c>auto</c>.</summary>
    public string? Protocol { get; set; }

    /// <summary>True lets it lie on loopback or in a private range. Default false.</summary>
    public bool? AllowPrivate { get; set; }

    /// <summary>How often its health is looked at by reading its card; at least 5 s. Default: never.</summary>
    public TimeSpan? HealthInterval { get; set; }
}

/// <summary>One version of a remote agent.</summary>
public sealed class RemoteVersionOptions
{
    /// <summary>Where it answers, as <see cref="RemoteAgentOptions.Url"/>.</summary>
    public string? Url { get; set; }

    /// <summary>Its share of the calls, in relation to the others'; 0 to 1,000,000. Default 1.</summary>
    public int? Weight { get; set; }
}
