using Baton.Engine.Hosting;
using Baton.Engine.Stores;
using Baton.Errors;
using Baton.Postgres;
using Baton.Sqlite;

namespace Baton.Cli.Hosting;

/// <summary>Chooses the store, and opens it for a command.</summary>
internal static class LocalStore
{
    /// <summary>Adds the store that the settings name.</summary>
    public static BatonBuilder UseStore(this BatonBuilder baton, CliSettings settings) =>
        settings.IsPostgres ? baton.UsePostgres(options => Configure(options, settings)) : baton.UseSqlite(settings.Data);

    /// <summary>The open store.</summary>
    /// <exception cref="BatonException">Another process holds it, it is damaged, or it cannot be reached; the text says which.</exception>
    public static async ValueTask<IStore> OpenAsync(CliSettings settings, CancellationToken cancellationToken) =>
        settings.IsPostgres ? await OpenedAsync(Postgres(settings), cancellationToken) : await OpenSqliteAsync(settings, cancellationToken);

    /// <summary>The open data file.</summary>
    /// <exception cref="BatonException">The store is another one, another process holds it, or it is damaged; the text says which.</exception>
    public static async ValueTask<SqliteStore> OpenSqliteAsync(CliSettings settings, CancellationToken cancellationToken)
    {
        if (settings.IsPostgres)
        {
            throw new BatonException(ErrorCodes.CommandInputInvalid, "A PostgreSQL store is copied with PostgreSQL's own tools: pg_dump or pg_basebackup.");
        }

        return await OpenedAsync(new SqliteStore(new SqliteOptions { Directory = settings.Data }), cancellationToken);
    }

    /// <summary>The PostgreSQL store, not opened yet.</summary>
    public static PostgresStore Postgres(CliSettings settings)
    {
        var options = new PostgresOptions();
        Configure(options, settings);
        return new PostgresStore(options);
    }

    private static void Configure(PostgresOptions options, CliSettings settings)
    {
        settings.Configuration.GetSection("Baton:Postgres").Bind(options);
        if (settings.Connection.Length > 0) options.ConnectionString = settings.Connection;
    }

    private static async ValueTask<TStore> OpenedAsync<TStore>(TStore store, CancellationToken cancellationToken)
        where TStore : IStore
    {
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
