using Baton.Agents.Tools.Sources;

namespace Baton.Agents.Tools.Mcp;

/// <summary>An MCP server as <c>Baton:Tools:Mcp:&lt;name&gt;</c> describes it.</summary>
internal sealed record McpSettings(string Name, string Path)
{
    /// <summary>The program to start, or null.</summary>
    public string? Command { get; init; }

    public IReadOnlyList<string> Arguments { get; init; } = [];

    public string? WorkingDirectory { get; init; }

    /// <summary>What the program sees of the environment besides PATH, HOME and the like: never all, which would hand it every key.</summary>
    public IReadOnlyDictionary<string, string?> Environment { get; init; } = new Dictionary<string, string?>();

    /// <summary>Where the server is, or null.</summary>
    public Uri? Url { get; init; }

    public (string Name, string Value)? Authorization { get; init; }

    public bool AllowPrivate { get; init; }

    /// <summary>The server's tools that may be used, by their own names; empty for all.</summary>
    public IReadOnlyList<string> Tools { get; init; } = [];

    /// <summary>Tools that may be called twice, whatever the server says of them.</summary>
    public IReadOnlyList<string> Idempotent { get; init; } = [];

    public TimeSpan Timeout { get; init; }

    public int MaxResultChars { get; init; }

    public static McpSettings? Read(SourceSettings settings)
    {
        settings.RefuseUnknown(
            "command", "arguments", "working_directory", "environment", "url", "auth_header", "auth_env", "allow_private", "tools", "idempotent", "timeout_seconds", "max_result_chars");
        var url = settings.Address("url");
        var command = settings.Text("command");
        if (command is null == (settings.Text("url") is null)) settings.Refuse("command", "Set either command (a program that speaks MCP on its standard streams) or url.");
        return new McpSettings(settings.Name, settings.Path)
        {
            Command = command,
            Arguments = settings.List("arguments"),
            WorkingDirectory = settings.Text("working_directory"),
            Environment = settings.Map("environment"),
            Url = url,
            Authorization = settings.Authorization(),
            AllowPrivate = settings.Flag("allow_private"),
            Tools = settings.List("tools"),
            Idempotent = settings.List("idempotent"),
            Timeout = settings.Timeout(),
            MaxResultChars = settings.Number("max_result_chars", 50_000, 100, 1_000_000),
        };
    }
}
