using Baton.Sqlite.Native;

namespace Baton.Sqlite.Maintenance;

/// <summary>Copies and compacts data files.</summary>
internal static class Backup
{
    public static int Write(Connection connection, string path)
    {
        // VACUUM INTO only reads this file, but the connection refuses every statement that is not a query.
        connection.Run("PRAGMA query_only=0");
        try
        {
            using var statement = connection.PrepareOnce("VACUUM INTO ?1");
            return statement.Bind(1, path).Execute();
        }
        finally
        {
            connection.Run("PRAGMA query_only=1");
        }
    }

    public static int Compact(Connection connection, int pages)
    {
        connection.Run($"PRAGMA incremental_vacuum({pages})");
        return connection.Prepare("PRAGMA freelist_count").First(row => row.Int(0));
    }
}
