using Baton.Calls;
using Baton.Engine.Stores;
using Baton.Engine.Stores.InMemory;
using Baton.Errors;
using Baton.Support;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging.Console;

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
    /// <param name="hasStore">False puts an empty store in memory in the place of the one that the settings name.</param>
    /// <exception cref="BatonException">An address cannot be read.</exception>
    public static WebApplication Build(CliSettings settings, bool quiet = false, string? urls = null, bool hasStore = true)
    {
        CheckUrls(urls ?? settings.Urls);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Configuration.AddConfiguration(settings.Configuration);
        builder.WebHost.UseSetting(WebHostDefaults.ServerUrlsKey, urls ?? settings.Urls);
        ConfigureLogging(builder.Logging, quiet);
        if (!hasStore) builder.Services.AddSingleton<IStore>(new InMemoryStore());
        builder.AddBaton(baton => (hasStore ? baton.UseStore(settings) : baton).AddSystem<SupportSystem>().AddSystem<CallsSystem>());
        if (hasStore && !settings.IsPostgres) builder.Services.AddHostedService<StoreAnnouncement>();
        var host = builder.Build();
        host.MapBaton();
        StoreEndpoints.Map(host);
        return host;
    }

    /// <summary>Starts a server that was built.</summary>
    /// <param name="host">The server.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <param name="option">How another address is chosen, for the text where one is taken.</param>
    /// <exception cref="BatonException">It cannot start; the text says why and what to do.</exception>
    public static async Task StartAsync(WebApplication host, CancellationToken cancellationToken, string option = "with --urls")
    {
        try
        {
            await host.StartAsync(cancellationToken);
        }
        catch (IOException taken) when (taken.InnerException is AddressInUseException)
        {
            throw new BatonException(ErrorCodes.AddressTaken, $"{taken.Message.TrimEnd('.')}. Stop what listens there, or choose another address {option}.", taken);
        }
    }

    private static void CheckUrls(string urls)
    {
        foreach (var url in urls.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            // '+' and '*' stand for every address; a URI knows neither.
            var readable = url.Replace("://+", "://any", StringComparison.Ordinal).Replace("://*", "://any", StringComparison.Ordinal);
            if (Uri.TryCreate(readable, UriKind.Absolute, out var address) && address.Scheme is "http" or "https") continue;
            throw new BatonException(ErrorCodes.CommandInputInvalid, $"'{url}' is no address to listen on. Write it like http://127.0.0.1:7070.");
        }
    }

    // A command's own output goes to standard output; what it logs must not get in between.
    public static void ConfigureLogging(ILoggingBuilder logging, bool quiet)
    {
        if (quiet)
        {
            logging.Services.Configure<ConsoleLoggerOptions>(options => options.LogToStandardErrorThreshold = LogLevel.Trace);
            logging.AddFilter(level => level >= LogLevel.Error);
            return;
        }

        logging.AddFilter("Microsoft", LogLevel.Warning);
        logging.AddFilter("Microsoft.Hosting.Lifetime", LogLevel.Information);
        // What fails at the start is thrown, and told once.
        logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.Critical);
    }
}
