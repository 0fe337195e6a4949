using Baton.Postgres.Connecting;
using Npgsql;

namespace Baton.Postgres.Writing;

/// <summary>Commits a batch in one round trip: a few statements of constant text, which are one transaction.</summary>
internal static class BatchStatements
{
    public static async Task ExecuteAsync(NpgsqlConnection connection, Batch batch, CancellationToken cancellationToken)
    {
        await using var commands = new NpgsqlBatch(connection);
        var settlements = Add(commands, batch);
        if (settlements.Count == 0)
        {
            return;
        }

        var results = await ReadAsync(commands, cancellationToken);

        // Only now is it committed: what was read before the end of the batch could still be undone.
        for (var index = 0; index < results.Count; index++)
        {
            settlements[index](results[index]);
        }
    }

    /// <summary>Adds the statements, threads before runs: that is the order in which everybody locks.</summary>
    /// <returns>What is done with the rows of each.</returns>
    private static List<Action<List<Result>>> Add(NpgsqlBatch commands, Batch batch)
    {
        var settlements = new List<Action<List<Result>>>();
        Add(ThreadLocks.For(batch.Acceptances), static _ => { });
        Add(ThreadLocks.For(batch.Transitions), static _ => { });
        Add(AcceptStatement.For(batch.Acceptances), rows => Accept(batch.Acceptances, rows));
        Add(StepStatement.For(batch.Steps), rows => Commit(batch.Steps, rows));
        Add(TransitionStatement.For(batch.Transitions), rows => Commit(batch.Transitions, rows));
        return settlements;

        void Add(NpgsqlBatchCommand? command, Action<List<Result>> settle)
        {
            if (command is not null)
            {
                commands.BatchCommands.Add(command);
                settlements.Add(settle);
            }
        }
    }

    private static async Task<List<List<Result>>> ReadAsync(NpgsqlBatch commands, CancellationToken cancellationToken)
    {
        var results = new List<List<Result>>();
        await using var reader = await commands.ExecuteReaderAsync(cancellationToken);
        do
        {
            var rows = new List<Result>();
            while (await reader.ReadAsync(cancellationToken))
            {
                rows.Add(reader.FieldCount == 1
                    ? new(reader.Long(0), 0, false, 0)
                    : new(reader.Long(1), reader.Long(0), reader.Bool(2), reader.Long(3)));
            }

            results.Add(rows);
        }
        while (await reader.NextResultAsync(cancellationToken));
        return results;
    }

    private static void Accept(List<AcceptItem> items, List<Result> rows)
    {
        foreach (var row in rows)
        {
            items[(int)row.Ordinal - 1].Accept(row.Key, row.Starts, DateTimeOffset.FromUnixTimeMilliseconds(row.Now));
        }
    }

    private static void Commit(List<AppendItem> items, List<Result> rows)
    {
        var keys = new HashSet<long>(rows.Count);
        rows.ForEach(row => keys.Add(row.Key));
        items.FindAll(item => keys.Contains(item.Append.Lease.Key)).ForEach(item => item.Commit());
    }

    private readonly record struct Result(long Key, long Ordinal, bool Starts, long Now);
}
