using Npgsql;

namespace Baton.Postgres.Connecting;

/// <summary>Lets tests move the store's clock: connections are told the time before each use, and the schema's clock asks them.</summary>
internal sealed class TestClock(TimeProvider time)
{
    private const string Replace =
        "CREATE OR REPLACE FUNCTION clock() RETURNS bigint LANGUAGE sql STABLE AS $$SELECT current_setting('baton.test_clock')::bigint$$";

    public static async Task InstallAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(Replace, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    public async Task SetAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("SELECT set_config('baton.test_clock', $1, false)", connection);
        command.Parameters.Add(new() { Value = time.GetUtcNow().ToUnixTimeMilliseconds().ToString() });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
