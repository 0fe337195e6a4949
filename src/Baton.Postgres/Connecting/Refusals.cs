using System.Data;
using Npgsql;

namespace Baton.Postgres.Connecting;

/// <summary>What a connection needs after the database has refused a statement on it.</summary>
internal static class Refusals
{
    /// <summary>
    /// Forgets the connection's prepared statements. Npgsql takes one that was refused at its first prepared use for prepared, without knowing
    /// its columns, and would misread its next answer.
    /// </summary>
    public static void ForgetPrepared(this NpgsqlConnection connection)
    {
        if (connection.State != ConnectionState.Open)
        {
            return;
        }

        try
        {
            connection.UnprepareAll();
        }
        catch (Exception exception) when (exception is NpgsqlException or IOException or ObjectDisposedException or InvalidOperationException)
        {
            // Then the connection is lost, and its statements with it; what was refused is told, not this.
        }
    }
}
