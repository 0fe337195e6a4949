using Baton.Errors;
using SQLitePCL;

namespace Baton.Sqlite.Native;

/// <summary>A connection with its prepared statements.</summary>
/// <remarks>One thread at a time.</remarks>
internal sealed class Connection : IDisposable
{
    private const int LengthLimit = 0;
    private readonly sqlite3 database;

    // The texts are constants: their identity tells them apart without reading them.
    private readonly Dictionary<string, Statement> statements = new(ReferenceEqualityComparer.Instance);

    private Connection(sqlite3 database) => this.database = database;

    public bool IsInTransaction => raw.sqlite3_get_autocommit(database) == 0;

    public long LastInsertedKey => raw.sqlite3_last_insert_rowid(database);

    public int StatementCount => statements.Count;

    public static Connection OpenForWriting(string path) =>
        Open(path, raw.SQLITE_OPEN_READWRITE | raw.SQLITE_OPEN_CREATE | raw.SQLITE_OPEN_NOMUTEX);

    public static Connection OpenForReading(string path)
    {
        var connection = Open(path, raw.SQLITE_OPEN_READONLY | raw.SQLITE_OPEN_NOMUTEX);
        connection.Run("PRAGMA mmap_size=0; PRAGMA query_only=1;");
        return connection;
    }

    /// <summary>The statement with this text, which must be a constant; prepared once.</summary>
    public Statement Prepare(string sql)
    {
        if (!statements.TryGetValue(sql, out var statement))
        {
            statement = PrepareOnce(sql);
            statements.Add(sql, statement);
        }

        return statement;
    }

    /// <summary>A statement with a text of its own; the caller disposes it.</summary>
    public Statement PrepareOnce(string sql)
    {
        Check(raw.sqlite3_prepare_v2(database, sql, out var handle));
        return new(database, handle);
    }

    /// <summary>Runs one or more statements that give no rows.</summary>
    public void Run(string sql) => Check(raw.sqlite3_exec(database, sql));

    public void LimitValues(int bytes) => raw.sqlite3_limit(database, LengthLimit, bytes);

    public void Dispose()
    {
        foreach (var statement in statements.Values)
        {
            statement.Dispose();
        }

        raw.sqlite3_close_v2(database);
        database.Dispose();
    }

    private static Connection Open(string path, int flags)
    {
        _ = SqliteLibrary.Version;
        var result = raw.sqlite3_open_v2(path, out var database, flags, null);
        if (result != raw.SQLITE_OK)
        {
            throw new BatonException(
                ErrorCodes.StoreUnavailable, $"Cannot open {path} (SQLite {result}). Check that the directory exists and may be written.");
        }

        raw.sqlite3_extended_result_codes(database, 1);
        raw.sqlite3_busy_timeout(database, 15_000);
        return new(database);
    }

    private void Check(int result)
    {
        if (result != raw.SQLITE_OK)
        {
            throw SqliteFailure.Of(database, result);
        }
    }
}
