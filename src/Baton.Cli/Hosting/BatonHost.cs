namespace Baton.Cli.Hosting;

/// <summary>Puts Baton together: the only place that knows every driver and every system.</summary>
internal static class BatonHost
{
    /// <summary>An address on which the operating system chooses the port.</summary>
    public const string FreePort = "http://127.0.0.1:0";

    public static WebApplication Build(CliSettings settings, bool quiet = false, string? urls = null) => throw new NotSupportedException();
}
