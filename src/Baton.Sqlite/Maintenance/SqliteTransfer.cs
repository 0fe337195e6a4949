using System.Runtime.CompilerServices;
using Baton.Engine.Stores.Transfer;
using Baton.Sqlite.Cases;
using Baton.Sqlite.Costs;
using Baton.Sqlite.Native;
using Baton.Sqlite.Reading;
using Baton.Sqlite.Search;
using Baton.Sqlite.Writing;

namespace Baton.Sqlite.Maintenance;

internal sealed class SqliteTransfer(Writer writer, ReaderPool readers) : ITransferStore
{
    private const int RunsAtOnce = 100;

    public async IAsyncEnumerable<StoreItem> ExportAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // One read transaction for all of it: the log cannot be emptied meanwhile, but the picture is of one moment.
        using var connection = readers.OpenOwn();
        connection.Run("BEGIN");
        foreach (var item in Items(connection))
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return item;
        }

        connection.Run("COMMIT");
        await Task.CompletedTask;
    }

    public async ValueTask ImportAsync(IReadOnlyList<StoreItem> items, CancellationToken cancellationToken) =>
        await writer.RunAsync(
            session =>
            {
                foreach (var item in items)
                {
                    Importing.Write(session, item);
                }

                return items.Count;
            },
            cancellationToken);

    private static IEnumerable<StoreItem> Items(Connection connection)
    {
        yield return Exporting.Counters(connection);
        for (var after = 0L; Exporting.Keys(connection, after, RunsAtOnce) is { Count: > 0 } keys; after = keys[^1])
        {
            foreach (var item in keys.SelectMany(key => Exporting.Run(connection, key)))
            {
                yield return item;
            }
        }

        foreach (var item in Exporting.Threads(connection).Concat<StoreItem>(Exporting.Records(connection)).Concat(Exporting.Messages(connection))
            .Concat(CostRows.All(connection)).Concat(CaseRows.All(connection)).Concat(DocumentRows.All(connection)))
        {
            yield return item;
        }
    }
}
