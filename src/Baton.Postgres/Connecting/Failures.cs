using System.Net.Sockets;
using Npgsql;

namespace Baton.Postgres.Connecting;

/// <summary>What a failure of the database means for the work that met it.</summary>
internal static class Failures
{
    /// <summary>True where trying again can help: a lost connection, a restart, a deadlock, a full disk, a standby that is being promoted.</summary>
    public static bool MayPass(Exception exception) => exception switch
    {
        PostgresException answer => IsPassing(answer.SqlState),
        NpgsqlException or IOException or SocketException or TimeoutException => true,
        // A connection that its keep-alive closes in the moment in which a statement begins; a pool that is closed has another name.
        ObjectDisposedException { ObjectName: "System.Threading.ManualResetEventSlim" } => true,
        _ => false,
    };

    /// <summary>True where the database did not say whether it committed.</summary>
    public static bool IsUnknown(Exception exception) => exception is not PostgresException answer || IsGoodbye(answer.SqlState);

    /// <summary>True where two transactions met and one had to give way: trying again at once is right.</summary>
    public static bool IsCollision(Exception exception) => exception is PostgresException { SqlState: "40001" or "40P01" or "23505" };

    /// <summary>True where a row was locked for longer than a statement waits for it.</summary>
    public static bool IsLocked(Exception exception) => exception is PostgresException { SqlState: PostgresErrorCodes.LockNotAvailable };

    /// <summary>What to do about a failure, for logs; without the statement's values.</summary>
    public static string CureOf(Exception exception) => exception is PostgresException answer
        ? answer.SqlState switch
        {
            PostgresErrorCodes.DiskFull => "The database's disk is full: free or add space there.",
            PostgresErrorCodes.TooManyConnections => "The database has no connection left: raise max_connections or lower Maximum Pool Size.",
            PostgresErrorCodes.ReadOnlySqlTransaction => "The database is read-only: name the primary in the connection string.",
            PostgresErrorCodes.LockNotAvailable => "A long transaction holds a table, such as an export or a backup: let it end, or end it.",
            PostgresErrorCodes.CannotConnectNow => "The database is starting up.",
            _ => $"The database answered {answer.SqlState}.",
        }
        : "Check that the database runs and can be reached.";

    private static bool IsPassing(string state) =>
        IsGoodbye(state)
        || state.StartsWith("53", StringComparison.Ordinal)
        || state.StartsWith("58", StringComparison.Ordinal)
        || state is "40001" or "40P01" or "55P03" or "57014" or "25006" or "26000" or "0A000";

    private static bool IsGoodbye(string state) =>
        state.StartsWith("08", StringComparison.Ordinal) || state.StartsWith("57P", StringComparison.Ordinal);
}
