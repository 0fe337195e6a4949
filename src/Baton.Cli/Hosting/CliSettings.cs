using Baton.Errors;

namespace Baton.Cli.Hosting;

/// <summary>What the command line was told: by flags, by <c>BATON__…</c> environment variables, or under <c>Baton</c> in <c>appsettings.json</c>.</summary>
/// <param name="Configuration">All settings, for what reads its own.</param>
internal sealed record CliSettings(IConfigurationRoot Configuration)
{
    private const string DefaultUrls = "http://127.0.0.1:7070";

    /// <summary>Where a server listens; several separated by <c>;</c>.</summary>
    public string Urls => Configuration["Baton:Urls"] ?? DefaultUrls;

    /// <summary>The data directory, as a full path.</summary>
    public string Data => Path.GetFullPath(Configuration["Baton:Data"] ?? "data");

    /// <summary>True where the store is PostgreSQL, false where it is SQLite in the data directory.</summary>
    /// <exception cref="BatonException">Another store was named.</exception>
    public bool IsPostgres => (Configuration["Baton:Store"] ?? "sqlite").ToLowerInvariant() switch
    {
        "sqlite" => false,
        "postgres" => true,
        var other => throw new BatonException(ErrorCodes.CommandInputInvalid, $"There is no store '{other}': name sqlite or postgres."),
    };

    /// <summary>The connection string for PostgreSQL; it may hold a password.</summary>
    public string Connection => Configuration["Baton:Connection"] ?? "";

    /// <summary>The store in a word, for output: without the connection string.</summary>
    public string Place => IsPostgres ? "the PostgreSQL store" : Data;

    /// <summary>The server to talk to, or null: the one that holds the data directory.</summary>
    public string? Url => Configuration["Baton:Url"];

    /// <summary>The API key to send, or null.</summary>
    public string? ApiKey => Configuration["Baton:ApiKey"];

    /// <summary>Settings from flags, environment and file; a flag that is null says nothing.</summary>
    /// <exception cref="BatonException">The file is not JSON.</exception>
    public static CliSettings Read(IReadOnlyDictionary<string, string?> flags)
    {
        var isRead = false;
        try
        {
            var read = new CliSettings(new ConfigurationBuilder()
                .AddJsonFile(source =>
                {
                    source.Path = Path.GetFullPath("appsettings.json");
                    (source.Optional, source.ReloadOnChange) = (true, true);

                    // Later on a file in the middle of being written must not end the server, nor release what it stops.
                    source.OnLoadException = context =>
                    {
                        if (!isRead) return;
                        context.Ignore = true;
                        context.Provider.Set("Baton:KillSwitch", "the file cannot be read");
                    };
                    source.ResolveFileProvider();
                })
                .AddEnvironmentVariables()
                .AddInMemoryCollection(flags.Where(flag => flag.Value is not null))
                .Build());
            isRead = true;
            return read;
        }
        catch (InvalidDataException exception)
        {
            throw new BatonException(ErrorCodes.CommandInputInvalid, $"appsettings.json cannot be read: {exception.InnerException?.Message ?? exception.Message}", exception);
        }
    }
}
