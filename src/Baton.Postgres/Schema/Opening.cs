using Baton.Errors;
using Baton.Postgres.Connecting;
using Npgsql;

namespace Baton.Postgres.Schema;

/// <summary>Finds out whether a database can be used, and says what to do where it cannot.</summary>
internal static class Opening
{
    private const int OldestServer = 15;

    /// <summary>Checks the database and brings its schema up to date.</summary>
    /// <returns>How many migrations were applied.</returns>
    /// <exception cref="BatonException">The database cannot be used; the text says why and what to do.</exception>
    public static async Task<int> PrepareAsync(
        NpgsqlDataSource source, PostgresOptions options, bool isTest, TimeProvider time, CancellationToken cancellationToken)
    {
        var place = PlaceOf(options);
        var backoff = new Backoff(time);
        while (true)
        {
            try
            {
                return await TryPrepareAsync(source, options, isTest, place, cancellationToken);
            }
            catch (PostgresException exception) when (IsBusy(exception) && backoff.Elapsed < options.Patience)
            {
                await backoff.WaitAsync(cancellationToken);
            }
            catch (Exception exception) when (exception is PostgresException or NpgsqlException or TimeoutException or System.Net.Sockets.SocketException)
            {
                throw Explain(CauseOf(exception), options, place);
            }
        }
    }

    private static async Task<int> TryPrepareAsync(
        NpgsqlDataSource source, PostgresOptions options, bool isTest, string place, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenToWriteAsync(cancellationToken);
        if (connection.PostgreSqlVersion.Major < OldestServer)
        {
            throw new BatonException(
                ErrorCodes.PostgresTooOld, $"{place} is PostgreSQL {connection.PostgreSqlVersion}; use {OldestServer} or later.");
        }

        await using (var command = new NpgsqlCommand("SELECT pg_is_in_recovery() OR current_setting('transaction_read_only')::boolean", connection))
        {
            if (await command.ExecuteScalarAsync(cancellationToken) is true)
            {
                throw ReadOnly(place, null);
            }
        }

        var applied = await Migrations.ApplyAsync(connection, options.Schema, cancellationToken);
        if (!await HasPrivilegesAsync(connection, options.Schema, cancellationToken))
        {
            throw new BatonException(ErrorCodes.PostgresPrivilegeMissing, PrivilegeMissing(options, place));
        }

        if (isTest)
        {
            await TestClock.InstallAsync(connection, cancellationToken);
        }

        return applied;
    }

    /// <summary>Asked at start: a missing privilege would otherwise show at the first run, the first timer, the first week.</summary>
    private static async Task<bool> HasPrivilegesAsync(NpgsqlConnection connection, string schema, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            """
            SELECT NOT EXISTS (
              SELECT FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
              WHERE n.nspname = $1 AND c.relname <> 'migration' AND c.relname !~ '^journal_(first|[0-9]{8})$' AND CASE
                WHEN c.relkind IN ('r', 'p') THEN NOT (has_table_privilege(c.oid, 'SELECT') AND has_table_privilege(c.oid, 'INSERT')
                  AND has_table_privilege(c.oid, 'UPDATE') AND has_table_privilege(c.oid, 'DELETE'))
                WHEN c.relkind = 'S' THEN NOT has_sequence_privilege(c.oid, 'USAGE')
                ELSE false END)
            """,
            connection);
        command.Parameters.Add(new() { Value = schema });
        return await command.ExecuteScalarAsync(cancellationToken) is true;
    }

    /// <summary>It starts up, has no connection left, another server was a moment faster, or a table is in use that a migration changes.</summary>
    private static bool IsBusy(PostgresException exception) =>
        exception.SqlState is PostgresErrorCodes.CannotConnectNow or PostgresErrorCodes.TooManyConnections or "57P01" or "57P02" or "42P06" or "42P07" or "23505" or "40P01" or PostgresErrorCodes.LockNotAvailable;

    /// <summary>Of several hosts, the one that answered knows better than those that did not.</summary>
    private static Exception CauseOf(Exception exception) =>
        exception.InnerException is AggregateException failures && failures.InnerExceptions.OfType<PostgresException>().FirstOrDefault() is { } answer
            ? answer
            : exception;

    private static BatonException Explain(Exception exception, PostgresOptions options, string place) => exception switch
    {
        PostgresException { SqlState: "28P01" or "28000" } => new(
            ErrorCodes.PostgresLoginRefused,
            $"{place} refuses the login. Correct Username and Password in the connection string, or the server's pg_hba.conf.", exception),
        PostgresException { SqlState: "3D000" } => new(
            ErrorCodes.PostgresDatabaseMissing,
            $"{place} does not exist. Create it ('createdb') or correct Database in the connection string.", exception),
        PostgresException { SqlState: "42501" } => new(
            ErrorCodes.PostgresPrivilegeMissing, PrivilegeMissing(options, place), exception),
        PostgresException { SqlState: "25006" } => ReadOnly(place, exception),
        NpgsqlException { InnerException: null } when HasSeveralHosts(options) => ReadOnly(place, exception),
        PostgresException answer => new(
            ErrorCodes.StoreUnavailable, $"{place} answered {answer.SqlState}: {answer.MessageText}. {Failures.CureOf(answer)}", exception),
        _ => new(
            ErrorCodes.PostgresUnreachable,
            $"{place} cannot be reached. Start PostgreSQL there, or correct Host and Port in the connection string.", exception),
    };

    private static string PrivilegeMissing(PostgresOptions options, string place) =>
        $"{place} does not give this user the privileges that it needs. Grant CREATE on the database (for the first start), or let its owner " +
        $"run 'baton migrate' and grant USAGE on schema {options.Schema}, EXECUTE on its functions, ALL on its tables and USAGE, SELECT, UPDATE " +
        "on its sequences.";

    private static BatonException ReadOnly(string place, Exception? inner) => new(
        ErrorCodes.PostgresReadOnly,
        $"{place} is read-only: a standby, or set so. Name the primary, or all hosts with 'Target Session Attributes=primary'.", inner);

    private static bool HasSeveralHosts(PostgresOptions options) => new NpgsqlConnectionStringBuilder(options.ConnectionString).Host!.Contains(',', StringComparison.Ordinal);

    /// <summary>Hosts, ports and database, without the rest of the connection string.</summary>
    private static string PlaceOf(PostgresOptions options)
    {
        var text = new NpgsqlConnectionStringBuilder(options.ConnectionString);
        var name = string.IsNullOrEmpty(text.Database) ? text.Username : text.Database;
        var hosts = text.Host!.Split(',').Select(host => host.Contains(':', StringComparison.Ordinal) || host.StartsWith('/') ? host : $"{host}:{text.Port}");
        return $"The database {(string.IsNullOrEmpty(name) ? "" : $"{name} ")}on {string.Join(" or ", hosts)}";
    }
}
