using Baton.Errors;
using SQLitePCL;

namespace Baton.Sqlite.Native;

/// <summary>Turns SQLite's result codes into Baton's failures.</summary>
internal static class SqliteFailure
{
    public static BatonException Of(sqlite3 database, int result)
    {
        var text = raw.sqlite3_errmsg(database).utf8_to_string();
        var code = (result & 0xFF) is raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB ? ErrorCodes.StoreDamaged : ErrorCodes.StoreUnavailable;
        var cure = code == ErrorCodes.StoreDamaged
            ? "Restore the last backup, or copy what can be read with 'baton export'."
            : "Check the data directory's free space and permissions.";
        return new BatonException(code, $"SQLite refused an operation ({result}: {text}). {cure}");
    }
}
