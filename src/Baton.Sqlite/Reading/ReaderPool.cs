using System.Collections.Concurrent;
using Baton.Errors;
using Baton.Sqlite.Native;

namespace Baton.Sqlite.Reading;

/// <summary>Read-only connections, used again. A reader sees all that was committed before it began.</summary>
/// <remarks>Safe for concurrent use.</remarks>
internal sealed class ReaderPool(string path) : IDisposable
{
    private const int Kept = 8;
    private readonly ConcurrentBag<Connection> idle = [];
    private volatile bool isClosed;

    public T Read<T>(Func<Connection, T> read)
    {
        var connection = idle.TryTake(out var used) ? used : OpenOwn();
        try
        {
            return read(connection);
        }
        finally
        {
            GiveBack(connection);
        }
    }

    /// <summary>A connection for a long transaction; the caller disposes it.</summary>
    public Connection OpenOwn() =>
        isClosed ? throw new BatonException(ErrorCodes.StoreUnavailable, "The store is closed.") : Connection.OpenForReading(path);

    public void Dispose()
    {
        isClosed = true;
        while (idle.TryTake(out var connection))
        {
            connection.Dispose();
        }
    }

    private void GiveBack(Connection connection)
    {
        if (!isClosed && idle.Count < Kept)
        {
            idle.Add(connection);
        }
        else
        {
            connection.Dispose();
        }
    }
}
