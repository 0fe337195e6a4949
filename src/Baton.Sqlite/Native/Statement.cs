using System.Text;
using System.Text.Json;
using Baton.Engine.Stores;
using SQLitePCL;

namespace Baton.Sqlite.Native;

/// <summary>A prepared statement. Parameters and columns are numbered from 1 and 0, as in SQLite. Bind every parameter before each use.</summary>
/// <remarks>One thread at a time.</remarks>
internal sealed class Statement(sqlite3 database, sqlite3_stmt handle) : IDisposable
{
    private const int StackLimit = 512;

    public Statement Bind(int index, long value)
    {
        Check(raw.sqlite3_bind_int64(handle, index, value));
        return this;
    }

    public Statement Bind(int index, long? value) => value is { } number ? Bind(index, number) : BindNull(index);

    public Statement Bind(int index, bool value) => Bind(index, value ? 1L : 0L);

    public Statement Bind(int index, string? value)
    {
        if (value is null)
        {
            return BindNull(index);
        }

        if (value.Length == 0)
        {
            // An empty span has no address, which SQLite takes for NULL.
            Check(raw.sqlite3_bind_text(handle, index, ""));
            return this;
        }

        var size = Encoding.UTF8.GetMaxByteCount(value.Length);
        Span<byte> buffer = size <= StackLimit ? stackalloc byte[StackLimit] : new byte[size];
        Check(raw.sqlite3_bind_text(handle, index, (ReadOnlySpan<byte>)buffer[..Encoding.UTF8.GetBytes(value, buffer)]));
        return this;
    }

    public Statement Bind(int index, ReadOnlySpan<byte> value)
    {
        Check(raw.sqlite3_bind_blob(handle, index, value));
        return this;
    }

    public Statement Bind(int index, Guid value)
    {
        Span<byte> buffer = stackalloc byte[16];
        value.TryWriteBytes(buffer, bigEndian: true, out _);
        return Bind(index, (ReadOnlySpan<byte>)buffer);
    }

    public Statement Bind(int index, Guid? value) => value is { } id ? Bind(index, id) : BindNull(index);

    public Statement Bind(int index, JsonElement? value) => value is null ? BindNull(index) : Bind(index, StoreJson.Utf8(value));

    public Statement Bind(int index, DateTimeOffset? value) => Bind(index, value?.ToUnixTimeMilliseconds());

    public Statement BindNull(int index)
    {
        Check(raw.sqlite3_bind_null(handle, index));
        return this;
    }

    /// <summary>Runs a statement that changes something.</summary>
    /// <returns>How many rows it changed.</returns>
    public int Execute()
    {
        try
        {
            while (Step())
            {
            }

            return raw.sqlite3_changes(database);
        }
        finally
        {
            raw.sqlite3_reset(handle);
        }
    }

    /// <summary>True where the query gives a row.</summary>
    public bool Exists()
    {
        try
        {
            return Step();
        }
        finally
        {
            raw.sqlite3_reset(handle);
        }
    }

    /// <summary>The first row, or the default.</summary>
    public T? First<T>(Func<Statement, T> read)
    {
        try
        {
            return Step() ? read(this) : default;
        }
        finally
        {
            raw.sqlite3_reset(handle);
        }
    }

    /// <summary>All rows.</summary>
    public List<T> All<T>(Func<Statement, T> read)
    {
        var rows = new List<T>();
        try
        {
            while (Step())
            {
                rows.Add(read(this));
            }
        }
        finally
        {
            raw.sqlite3_reset(handle);
        }

        return rows;
    }

    /// <summary>All rows, one by one as they are asked for: meanwhile nobody else may use the statement.</summary>
    public IEnumerable<T> Rows<T>(Func<Statement, T> read)
    {
        try
        {
            while (Step())
            {
                yield return read(this);
            }
        }
        finally
        {
            raw.sqlite3_reset(handle);
        }
    }

    /// <summary>Passes rows on one by one, while <paramref name="take"/> says true.</summary>
    public void Each(Func<Statement, bool> take)
    {
        try
        {
            while (Step() && take(this))
            {
            }
        }
        finally
        {
            raw.sqlite3_reset(handle);
        }
    }

    public bool IsNull(int column) => raw.sqlite3_column_type(handle, column) == raw.SQLITE_NULL;

    public long Long(int column) => raw.sqlite3_column_int64(handle, column);

    public int Int(int column) => (int)Long(column);

    public double Number(int column) => raw.sqlite3_column_double(handle, column);

    public bool Bool(int column) => Long(column) != 0;

    public long? LongOrNull(int column) => IsNull(column) ? null : Long(column);

    public string Text(int column) => raw.sqlite3_column_text(handle, column).utf8_to_string();

    public string? TextOrNull(int column) => IsNull(column) ? null : Text(column);

    public ReadOnlySpan<byte> Blob(int column) => raw.sqlite3_column_blob(handle, column);

    public Guid Id(int column) => new(Blob(column), bigEndian: true);

    public Guid? IdOrNull(int column) => IsNull(column) ? null : Id(column);

    public DateTimeOffset Time(int column) => DateTimeOffset.FromUnixTimeMilliseconds(Long(column));

    public DateTimeOffset? TimeOrNull(int column) => IsNull(column) ? null : Time(column);

    public JsonElement? Json(int column) => IsNull(column) ? null : StoreJson.Parse(Blob(column));

    public void Dispose()
    {
        raw.sqlite3_finalize(handle);
        handle.Dispose();
    }

    private bool Step() => raw.sqlite3_step(handle) switch
    {
        raw.SQLITE_ROW => true,
        raw.SQLITE_DONE => false,
        var result => throw SqliteFailure.Of(database, result),
    };

    private void Check(int result)
    {
        if (result != raw.SQLITE_OK)
        {
            throw SqliteFailure.Of(database, result);
        }
    }
}
