using Baton.Engine.Hosting;
using Baton.Engine.Stores;
using Baton.Postgres;
using Microsoft.Extensions.Logging;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds the PostgreSQL store.</summary>
public static class PostgresBatonBuilderExtensions
{
    /// <summary>Keeps runs, threads and records in a PostgreSQL database, which many servers may share.</summary>
    /// <param name="builder">What is put together.</param>
    /// <param name="connection">The connection string.</param>
    public static BatonBuilder UsePostgres(this BatonBuilder builder, string connection) =>
        builder.UsePostgres(options => options.ConnectionString = connection);

    /// <summary>Keeps runs, threads and records in a PostgreSQL database, which many servers may share.</summary>
    /// <param name="builder">What is put together.</param>
    /// <param name="configure">Sets the options.</param>
    public static BatonBuilder UsePostgres(this BatonBuilder builder, Action<PostgresOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);
        var options = new PostgresOptions();
        configure(options);
        builder.Services.AddSingleton(services => new PostgresStore(options, services.GetService<ILogger<PostgresStore>>()));
        builder.Services.AddSingleton<IStore>(services => services.GetRequiredService<PostgresStore>());
        return builder;
    }
}
