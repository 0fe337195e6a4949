using Baton.Errors;
using Baton.Sqlite.Native;

namespace Baton.Sqlite.Schema;

/// <summary>Brings a data file's schema up to date. A step that was released is never changed; a change is a new step.</summary>
internal static class Migrations
{
    /// <summary>The steps; the first makes version 1.</summary>
    public static IReadOnlyList<string> Steps { get; } = [FirstSchema.Sql, RecordAge.Sql, PendingOrder.Sql, Accounts.Sql, SearchTables.Sql, RunOrder.Sql, CaseTables.Sql];

    /// <exception cref="BatonException">The file is newer than this program.</exception>
    public static void Apply(Connection connection, TimeProvider time)
    {
        connection.Run("BEGIN IMMEDIATE");
        connection.Run("CREATE TABLE IF NOT EXISTS migration(version INTEGER PRIMARY KEY, applied_at INTEGER NOT NULL)");
        var present = connection.Prepare("SELECT coalesce(max(version), 0) FROM migration").First(row => row.Int(0));
        if (present > Steps.Count)
        {
            connection.Run("ROLLBACK");
            throw new BatonException(
                ErrorCodes.StoreTooNew,
                $"The data file has schema version {present}; this program knows {Steps.Count}. Use the newer program, or a backup from before.");
        }

        for (var version = present + 1; version <= Steps.Count; version++)
        {
            connection.Run(Steps[version - 1]);
            connection.Prepare("INSERT INTO migration(version, applied_at) VALUES(?1, ?2)")
                .Bind(1, version).Bind(2, time.GetUtcNow().ToUnixTimeMilliseconds()).Execute();
        }

        connection.Run("COMMIT");
    }
}
