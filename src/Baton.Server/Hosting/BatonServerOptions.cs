using Baton.Server.Security;

namespace Baton.Server.Hosting;

/// <summary>Settings of the HTTP side, from the configuration section <c>Baton</c>.</summary>
public sealed class BatonServerOptions
{
    /// <summary>Keys that may call the server; none by default, which is allowed on loopback addresses alone.</summary>
    public IList<ApiKeyOptions> ApiKeys { get; init; } = [];

    /// <summary>Host names besides the loopback ones by which the server may be called; <c>*</c> allows all. Empty by default.</summary>
    public IList<string> AllowedHosts { get; init; } = [];

    /// <summary>The largest request body in bytes; 4 MiB by default.</summary>
    public int MaxBodyBytes { get; set; } = 4 * 1024 * 1024;

    /// <summary>How often an event stream gets a comment, so that nobody takes it for dead; 5 s by default.</summary>
    public TimeSpan Heartbeat { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How often a waiting response gets a blank line, so that nobody takes it for dead; 1 s by default.</summary>
    public TimeSpan KeepAlive { get; set; } = TimeSpan.FromSeconds(1);
}
