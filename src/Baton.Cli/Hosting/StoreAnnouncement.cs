using Baton.Sqlite;
using Baton.Sqlite.Native;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace Baton.Cli.Hosting;

/// <summary>Says which SQLite is in use, and writes the server's address down where other commands look for it.</summary>
internal sealed partial class StoreAnnouncement(SqliteStore store, IServer server, ILogger<StoreAnnouncement> log) : IHostedLifecycleService
{
    public Task StartedAsync(CancellationToken cancellationToken)
    {
        if (SqliteLibrary.IsBundled) LogBundled(SqliteLibrary.Version, store.Path);
        else LogSystem(SqliteLibrary.Version, store.Path);
        store.Lock.WriteAddress(server.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault());
        return Task.CompletedTask;
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(EventId = 401, Level = LogLevel.Information, Message = "Store {Path}, with the operating system's SQLite {Version}")]
    private partial void LogSystem(string version, string path);

    [LoggerMessage(EventId = 402, Level = LogLevel.Information, Message =
        "Store {Path}, with the bundled SQLite {Version}: the operating system has none, or an older one than 3.35. " +
        "Install its package (libsqlite3) for one that gets security updates")]
    private partial void LogBundled(string version, string path);
}
