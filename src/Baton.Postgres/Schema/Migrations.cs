using Baton.Errors;
using Npgsql;

namespace Baton.Postgres.Schema;

/// <summary>
/// Brings the schema up to date. A step that was released is never changed; a change is a new step, and it only adds, because older servers
/// may still be at work.
/// </summary>
internal static class Migrations
{
    /// <summary>The steps; the first makes version 1.</summary>
    public static IReadOnlyList<string> Steps { get; } = [FirstSchema.Sql, PoolTurns.Sql];

    /// <summary>Applies what is missing. One server does; the others wait for it and find it done.</summary>
    /// <returns>How many steps were applied.</returns>
    /// <exception cref="BatonException">The schema is newer than this program.</exception>
    public static async Task<int> ApplyAsync(NpgsqlConnection connection, string schema, CancellationToken cancellationToken)
    {
        if (await VersionAsync(connection, schema, cancellationToken) == Steps.Count)
        {
            return 0;
        }

        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await RunAsync(connection, $"SELECT pg_advisory_xact_lock(hashtextextended('baton.{schema}', 0))", cancellationToken);
        var present = await VersionAsync(connection, schema, cancellationToken);
        if (present is null)
        {
            await CreateAsync(connection, schema, cancellationToken);
        }

        for (var version = (present ?? 0) + 1; version <= Steps.Count; version++)
        {
            await RunAsync(connection, Steps[version - 1], cancellationToken);
            await RunAsync(connection, $"INSERT INTO migration(version) VALUES({version})", cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        return Steps.Count - (present ?? 0);
    }

    /// <summary>The schema's version; null where there is none.</summary>
    private static async Task<int?> VersionAsync(NpgsqlConnection connection, string schema, CancellationToken cancellationToken)
    {
        if (await AskAsync(connection, $"SELECT to_regclass('{schema}.migration')::text", cancellationToken) is null or DBNull)
        {
            return null;
        }

        var present = (int)(await AskAsync(connection, "SELECT coalesce(max(version), 0) FROM migration", cancellationToken))!;
        return present <= Steps.Count
            ? present
            : throw new BatonException(
                ErrorCodes.StoreTooNew,
                $"The database has schema version {present}; this program knows {Steps.Count}. Use the newer program, or a backup from before.");
    }

    private static async Task CreateAsync(NpgsqlConnection connection, string schema, CancellationToken cancellationToken)
    {
        if (await AskAsync(connection, $"SELECT to_regnamespace('{schema}')::text", cancellationToken) is null or DBNull)
        {
            await RunAsync(connection, $"CREATE SCHEMA {schema}", cancellationToken);
        }

        await RunAsync(
            connection,
            "CREATE TABLE migration(version integer PRIMARY KEY, applied_at timestamptz NOT NULL DEFAULT statement_timestamp())",
            cancellationToken);
    }

    private static async Task RunAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static async Task<object?> AskAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(cancellationToken);
    }
}
