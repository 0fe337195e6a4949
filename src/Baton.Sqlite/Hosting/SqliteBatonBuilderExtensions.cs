using Baton.Engine.Hosting;
using Baton.Engine.Stores;
using Baton.Sqlite;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds the SQLite store.</summary>
public static class SqliteBatonBuilderExtensions
{
    /// <summary>Keeps runs, threads and records in a SQLite file.</summary>
    /// <param name="builder">What is put together.</param>
    /// <param name="path">The data directory, or the data file where it ends with <c>.db</c>.</param>
    public static BatonBuilder UseSqlite(this BatonBuilder builder, string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        return builder.UseSqlite(options =>
        {
            var isFile = path.EndsWith(".db", StringComparison.OrdinalIgnoreCase);
            options.Directory = isFile ? Path.GetDirectoryName(Path.GetFullPath(path))! : path;
            options.FileName = isFile ? Path.GetFileName(path) : options.FileName;
        });
    }

    /// <summary>Keeps runs, threads and records in a SQLite file.</summary>
    /// <param name="builder">What is put together.</param>
    /// <param name="configure">Sets the options.</param>
    public static BatonBuilder UseSqlite(this BatonBuilder builder, Action<SqliteOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);
        var options = new SqliteOptions();
        configure(options);
        builder.Services.AddSingleton(services => new SqliteStore(options, services.GetService<TimeProvider>()));
        builder.Services.AddSingleton<IStore>(services => services.GetRequiredService<SqliteStore>());
        return builder;
    }
}
