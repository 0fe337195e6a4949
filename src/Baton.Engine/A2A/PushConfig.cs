namespace Baton.Engine.A2A;

/// <summary>Where a task's changes are told of.</summary>
/// <param name="Url">An http or https address.</param>
public sealed record PushConfig(string Url)
{
    /// <summary>Its id within the task; the server gives one where it is null.</summary>
    public string? Id { get; init; }

    /// <summary>The task.</summary>
    public string? TaskId { get; init; }

    /// <summary>Sent along in the header <c>X-A2A-Notification-Token</c>, or null.</summary>
    public string? Token { get; init; }

    /// <summary>How the sender shows who it is, or null.</summary>
    public PushAuthentication? Authentication { get; init; }
}

/// <summary>What goes into the header <c>Authorization</c> of a notification.</summary>
/// <param name="Scheme">Such as <c>Bearer</c>.</param>
public sealed record PushAuthentication(string Scheme)
{
    /// <summary>What follows the scheme, or null.</summary>
    public string? Credentials { get; init; }
}

/// <summary>The push configurations of a task.</summary>
/// <param name="Configs">The configurations.</param>
/// <param name="NextPageToken">Where the next page begins; empty on the last.</param>
public sealed record PushConfigPage(IReadOnlyList<PushConfig> Configs, string NextPageToken);
