using System.Data;
using System.Runtime.CompilerServices;
using Baton.Engine.Stores.Transfer;
using Baton.Postgres.Cases;
using Baton.Postgres.Connecting;
using Baton.Postgres.Costs;
using Baton.Postgres.Search;

namespace Baton.Postgres.Maintenance;

internal sealed class PostgresTransfer(Database database) : ITransferStore
{
    private const int RunsAtOnce = 100;

    public async IAsyncEnumerable<StoreItem> ExportAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // One snapshot for all of it: old rows cannot be vacuumed meanwhile, but the picture is of one moment.
        await using var connection = await database.OpenAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken);
        var session = new Session(connection, cancellationToken).Unhurried();
        yield return await Exporting.CountersAsync(session);
        for (var after = 0L; await Exporting.KeysAsync(session, after, RunsAtOnce) is { Count: > 0 } keys; after = keys[^1])
        {
            foreach (var key in keys)
            {
                await foreach (var item in Exporting.RunAsync(session, key))
                {
                    yield return item;
                }
            }
        }

        await foreach (var item in Exporting.Threads(session).StreamAsync(Exporting.Thread))
        {
            yield return item;
        }

        await foreach (var item in Exporting.Records(session).StreamAsync(Exporting.Record))
        {
            yield return item;
        }

        await foreach (var item in Exporting.Messages(session).StreamAsync(Exporting.Message))
        {
            yield return item;
        }

        await foreach (var item in CostRows.All(session).StreamAsync(CostRows.Read))
        {
            yield return item;
        }

        await foreach (var item in CaseRows.All(session).StreamAsync(CaseRows.ReadItem))
        {
            yield return item;
        }

        await foreach (var item in DocumentRows.All(session).StreamAsync(DocumentRows.Read))
        {
            yield return item;
        }
    }

    public async ValueTask ImportAsync(IReadOnlyList<StoreItem> items, CancellationToken cancellationToken) =>
        await database.WriteAsync(
            async session =>
            {
                foreach (var item in items)
                {
                    await Importing.WriteAsync(session, item);
                }

                return items.Count;
            },
            cancellationToken);
}
