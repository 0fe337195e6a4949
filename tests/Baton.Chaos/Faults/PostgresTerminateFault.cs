using Baton.Chaos.Servers;
using Npgsql;

namespace Baton.Chaos.Faults;

/// <summary>The database ends some of its sessions, in the middle of whatever they do.</summary>
internal sealed class PostgresTerminateFault(Func<string> connection) : IFault
{
    private const int Rounds = 5;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(60);

    public string Name => "pg-terminate";

    public async Task<bool> InjectAsync(ServerFleet fleet, Random random, CancellationToken cancellationToken)
    {
        try
        {
            await using var session = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(connection()) { Pooling = false, Timeout = 5 }.ConnectionString);
            await session.OpenAsync(cancellationToken);
            for (var round = 0; round < Rounds; round++)
            {
                await using var command = session.CreateCommand();
                command.CommandText =
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND backend_type = 'client backend' ORDER BY random() LIMIT $1";
                command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = random.Next(1, 6) });
                await command.ExecuteNonQueryAsync(cancellationToken);
                await Task.Delay(Pause, cancellationToken);
            }

            return true;
        }
        catch (NpgsqlException)
        {
            // Another fault has the database.
            return false;
        }
    }
}
