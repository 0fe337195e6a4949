namespace Baton.Server.A2A;

/// <summary>Settings of the A2A server, from the configuration section <c>Baton:A2A</c>.</summary>
public sealed class A2AOptions
{
    /// <summary>The address under which agents reach this server, such as <c>https://desk.example.com</c>, for agent cards. By default that of the request.</summary>
    public string? PublicUrl { get; set; }

    /// <summary>The assistant whose card lies at <c>/.well-known/agent-card.json</c>; by default the first that is registered.</summary>
    public string? DefaultAssistant { get; set; }

    /// <summary>Assistants that answer with a message where a task succeeds at once, instead of with the task. None by default.</summary>
    public IList<string> AnswerWithMessage { get; init; } = [];

    /// <summary>How long a message is waited for before its task is returned as it is; at most an hour. Default 5 minutes.</summary>
    public TimeSpan MaxWait { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How long clients may keep an agent card. Default 5 minutes.</summary>
    public TimeSpan CardMaxAge { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How many push notification configurations a task may have, 1 to 100. Default 10.</summary>
    public int MaxPushConfigs { get; set; } = 10;

    /// <summary>How long a push notification configuration is kept after its last use; at least an hour. Default 30 days.</summary>
    public TimeSpan PushRetention { get; set; } = TimeSpan.FromDays(30);
}
