using Baton.Chaos.Faults;
using Baton.Postgres.Testing;
using Npgsql;

namespace Baton.Chaos.Stores;

/// <summary>The PostgreSQL servers that a seed's faults need: one; one on a small disk; or a primary with its standby.</summary>
internal sealed class PostgresNodes : IDisposable
{
    /// <summary>What the server writes down, for seeds that fail.</summary>
    private const string Settings = "log_lock_waits = on\nlog_min_duration_statement = 2000";

    private const int DiskMegabytes = 320;
    private const string DiskSettings = "max_wal_size = 96MB\nmin_wal_size = 32MB";

    private readonly PostgresServer? _alone;

    private PostgresNodes(PostgresServer? alone, PostgresPair? pair) => (_alone, Pair) = (alone, pair);

    /// <summary>The two, where there are two.</summary>
    public PostgresPair? Pair { get; }

    /// <summary>Who can be written to.</summary>
    public PostgresServer Primary => _alone ?? Pair!.Primary;

    /// <summary>The ports of all, in an order that stays.</summary>
    public IReadOnlyList<int> Ports => Pair?.Ports ?? [Primary.Port];

    /// <summary>True where faults change the servers themselves, so that each seed needs its own.</summary>
    public static bool AreForOneSeed(IReadOnlyList<string> faults) => faults.Contains(FailOverFault.Title) || faults.Contains(DiskFullFault.Title);

    /// <exception cref="ArgumentException">The faults do not go together.</exception>
    public static async Task<PostgresNodes> StartAsync(IReadOnlyList<string> faults)
    {
        if (!PostgresInstallation.IsPresent) throw new InvalidOperationException(PostgresInstallation.Absent);
        var (failsOver, isFilled) = (faults.Contains(FailOverFault.Title), faults.Contains(DiskFullFault.Title));
        if (failsOver && isFilled) throw new ArgumentException($"{FailOverFault.Title} and {DiskFullFault.Title} are played apart: no standby can be made on a full disk.", nameof(faults));
        if (failsOver) return new PostgresNodes(null, await PostgresPair.CreateAsync(Settings));
        if (isFilled && SmallDisk.Obstacle is { } obstacle) await Console.Error.WriteLineAsync($"{DiskFullFault.Title} is not played. {obstacle}");
        return new PostgresNodes(
            await Task.Run(() => isFilled && SmallDisk.CanBeMade
                ? PostgresServer.CreateOnSmallDisk(DiskMegabytes, $"{Settings}\n{DiskSettings}")
                : PostgresServer.Create(Settings)),
            null);
    }

    /// <summary>The connection string through other ports.</summary>
    /// <param name="ports">The ports.</param>
    /// <param name="database">The database; null for the server's own.</param>
    public string Through(IReadOnlyList<int> ports, string? database)
    {
        var text = new NpgsqlConnectionStringBuilder(Pair?.Through(ports) ?? Primary.ConnectionString);
        if (Pair is null) text.Port = ports[0];
        if (database is not null) text.Database = database;
        return text.ConnectionString;
    }

    public void Dispose()
    {
        Pair?.Dispose();
        _alone?.Dispose();
    }
}
