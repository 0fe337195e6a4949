using System.Data;
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
    public static IReadOnlyList<Migration> Steps { get; } =
        [new(FirstSchema.Sql), new(PoolTurns.Sql), DailyJournal.Step, new(Accounts.Sql), new(SearchTables.Sql), RunOrder.Step, new(CaseTables.Sql)];

    /// <summary>Applies what is missing. One server does; the others wait for it and find it done.</summary>
    /// <returns>How many steps were applied.</returns>
    /// <exception cref="BatonException">The schema is newer than this program.</exception>
    public static async Task<int> ApplyAsync(NpgsqlConnection connection, string schema, CancellationToken cancellationToken)
    {
        if (await VersionAsync(connection, schema, cancellationToken) == Steps.Count)
        {
            return 0;
        }

        // Held over several transactions. Where the connection is lost the lock goes with it.
        var key = $"hashtextextended('baton.{schema}', 0)";
        await RunAsync(connection, $"SELECT pg_advisory_lock({key})", cancellationToken);
        try
        {
            return await ApplyMissingAsync(connection, schema, cancellationToken);
        }
        finally
        {
            if (connection.State == ConnectionState.Open)
            {
                await RunAsync(connection, $"SELECT pg_advisory_unlock({key})", CancellationToken.None);
            }
        }
    }

    private static async Task<int> ApplyMissingAsync(NpgsqlConnection connection, string schema, CancellationToken cancellationToken)
    {
        var present = await VersionAsync(connection, schema, cancellationToken);
        for (var version = (present ?? 0) + 1; version <= Steps.Count; version++)
        {
            var step = Steps[version - 1];
            foreach (var sql in step.Before)
            {
                await TransactAsync(connection, () => RunAsync(connection, sql, cancellationToken), cancellationToken);
            }

            await TransactAsync(connection, () => ApplyAsync(connection, schema, version, cancellationToken), cancellationToken);
        }

        return Steps.Count - (present ?? 0);
    }

    private static async Task ApplyAsync(NpgsqlConnection connection, string schema, int version, CancellationToken cancellationToken)
    {
        if (version == 1)
        {
            await CreateAsync(connection, schema, cancellationToken);
        }

        await RunAsync(connection, Steps[version - 1].Sql, cancellationToken);
        await RunAsync(connection, $"INSERT INTO migration(version) VALUES({version})", cancellationToken);
    }

    private static async Task TransactAsync(NpgsqlConnection connection, Func<Task> work, CancellationToken cancellationToken)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await work();
        await transaction.CommitAsync(cancellationToken);
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
            "CREATE TABLE IF NOT EXISTS migration(version integer PRIMARY KEY, applied_at timestamptz NOT NULL DEFAULT statement_timestamp())",
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
