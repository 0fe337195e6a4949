using Baton.Sqlite;

namespace Baton.Cli.Hosting;

/// <summary>Opens the store for a command, where no server holds it.</summary>
internal static class LocalStore
{
    /// <summary>The open store.</summary>
    /// <exception cref="Baton.Errors.BatonException">Another process holds it, or it is damaged; the text says which.</exception>
    public static async ValueTask<SqliteStore> OpenAsync(CliSettings settings, CancellationToken cancellationToken)
    {
        var store = new SqliteStore(new SqliteOptions { Directory = settings.Data });
        try
        {
            await store.OpenAsync(cancellationToken);
            return store;
        }
        catch
        {
            await store.DisposeAsync();
            throw;
        }
    }
}
