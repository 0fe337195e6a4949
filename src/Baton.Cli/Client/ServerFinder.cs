using Baton.Cli.Hosting;
using Baton.Errors;
using Baton.Sqlite;

namespace Baton.Cli.Client;

/// <summary>Finds the server that a command should talk to.</summary>
internal static class ServerFinder
{
    /// <summary>The server named by <c>--url</c>, or the one that holds the data directory; null where nobody does. A PostgreSQL store is open to commands beside its servers.</summary>
    /// <exception cref="BatonException">A server was named and does not answer.</exception>
    public static async ValueTask<BatonClient?> FindAsync(CliSettings settings, CancellationToken cancellationToken)
    {
        var url = settings.Url ?? (settings.IsPostgres ? null : StoreLock.TryRead(settings.Data)?.Url);
        if (url is null) return null;
        var client = new BatonClient(url, settings.ApiKey);
        if (await client.IsAliveAsync(cancellationToken)) return client;
        client.Dispose();
        return settings.Url is null
            ? null
            : throw new BatonException(ErrorCodes.ServerUnreachable, $"No server answers at {url}. Start one with 'baton serve', or correct --url.");
    }
}
