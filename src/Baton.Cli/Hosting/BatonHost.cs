using Baton.Support;

namespace Baton.Cli.Hosting;

/// <summary>Puts Baton together: the only place that knows every driver and every system.</summary>
internal static class BatonHost
{
    /// <summary>An address on which the operating system chooses the port.</summary>
    public const string FreePort = "http://127.0.0.1:0";

    /// <summary>Builds a server with everything that Baton ships; not started.</summary>
    /// <param name="settings">What the command line was told.</param>
    /// <param name="quiet">Log only what is wrong.</param>
    /// <param name="urls">Where to listen; null takes the settings'.</param>
    public static WebApplication Build(CliSettings settings, bool quiet = false, string? urls = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Configuration.AddConfiguration(settings.Configuration);
        builder.WebHost.UseSetting(WebHostDefaults.ServerUrlsKey, urls ?? settings.Urls);
        builder.Logging.AddFilter("Microsoft", LogLevel.Warning);
        builder.Logging.AddFilter("Microsoft.Hosting.Lifetime", LogLevel.Information);
        // What fails at the start is thrown, and told once.
        builder.Logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.Critical);
        if (quiet) builder.Logging.SetMinimumLevel(LogLevel.Error);
        builder.AddBaton(baton => baton
            .UseSqlite(settings.Data)
            .AddSystem<SupportSystem>());
        builder.Services.AddHostedService<StoreAnnouncement>();
        var host = builder.Build();
        host.MapBaton();
        return host;
    }
}
