using Npgsql;

namespace Baton.Postgres.Testing;

/// <summary>A primary and a standby that has every commit before it is acknowledged. The two ports stay; who is behind which changes.</summary>
/// <remarks>Safe for use by one caller at a time.</remarks>
public sealed class PostgresPair : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    private PostgresPair(PostgresServer primary, PostgresServer standby)
    {
        (Primary, Standby) = (primary, standby);
        Ports = [primary.Port, standby.Port];
    }

    /// <summary>Who can be written to.</summary>
    public PostgresServer Primary { get; private set; }

    /// <summary>Who follows.</summary>
    public PostgresServer Standby { get; private set; }

    /// <summary>The ports of both, in an order that stays.</summary>
    public IReadOnlyList<int> Ports { get; }

    /// <summary>Connects as superuser to whichever is the primary.</summary>
    public string ConnectionString => Through(Ports);

    /// <summary>Makes both and waits until the standby follows.</summary>
    /// <param name="settings">Further lines of their configuration.</param>
    public static async Task<PostgresPair> CreateAsync(string settings = "")
    {
        var primary = await Task.Run(() => PostgresServer.Create(settings));
        var pair = new PostgresPair(primary, await Task.Run(() => primary.CreateStandby()));
        await pair.FollowedAsync();
        return pair;
    }

    /// <summary>Connects as superuser to whichever is the primary, through other ports on the loopback.</summary>
    /// <param name="ports">A port in place of each of the two.</param>
    public string Through(IEnumerable<int> ports) =>
        new NpgsqlConnectionStringBuilder(Primary.ConnectionString)
        {
            Host = string.Join(',', ports.Select(port => $"127.0.0.1:{port}")),
            TargetSessionAttributes = "primary",
        }.ConnectionString;

    /// <summary>Kills the primary for good and promotes the standby. Until <see cref="RejoinAsync"/> there is no standby.</summary>
    public void FailOver()
    {
        Primary.Kill();
        Standby.Promote();
        (Primary, Standby) = (Standby, Primary);
    }

    /// <summary>Makes a new standby in the place of the one that was killed, and waits until it follows.</summary>
    public async Task RejoinAsync()
    {
        var port = Standby.Port;
        Standby.Dispose();
        Standby = await Task.Run(() => Primary.CreateStandby(port));
        await FollowedAsync();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Standby.Dispose();
        Primary.Dispose();
    }

    /// <summary>From here on the primary acknowledges nothing that the standby does not have. Not in the file that a standby copies.</summary>
    private async Task FollowedAsync()
    {
        await using var source = NpgsqlDataSource.Create(Primary.ConnectionString);
        await ExecuteAsync(source, "ALTER SYSTEM SET synchronous_standby_names = 'standby'");
        await ExecuteAsync(source, "SELECT pg_reload_conf()");
        while (await ExecuteAsync(source, "SELECT 1 FROM pg_stat_replication WHERE sync_state = 'sync'") is null)
        {
            await Task.Delay(Pause);
        }
    }

    private static async Task<object?> ExecuteAsync(NpgsqlDataSource source, string sql)
    {
        await using var command = source.CreateCommand(sql);
        return await command.ExecuteScalarAsync();
    }
}
