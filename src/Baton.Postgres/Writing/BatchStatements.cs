using Baton.Postgres.Connecting;
using Npgsql;

namespace Baton.Postgres.Writing;

/// <summary>Commits a batch in one round trip: at most three statements of constant text, which are one transaction.</summary>
internal static class BatchStatements
{
    public static async Task ExecuteAsync(NpgsqlConnection connection, Batch batch, CancellationToken cancellationToken)
    {
        await using var commands = new NpgsqlBatch(connection);
        AddCommands(commands, batch);
        if (commands.BatchCommands.Count == 0)
        {
            return;
        }

        var results = await ReadAsync(commands, cancellationToken);

        // Only now is it committed: what was read before the end of the batch could still be undone.
        Settle(batch, results);
    }

    private static void AddCommands(NpgsqlBatch commands, Batch batch)
    {
        if (batch.Acceptances.Count > 0)
        {
            var statement = new AcceptStatement();
            batch.Acceptances.ForEach(statement.Add);
            commands.BatchCommands.Add(statement.ToCommand());
        }

        if (batch.Steps.Count > 0)
        {
            var statement = new StepStatement();
            batch.Steps.ForEach(statement.Add);
            commands.BatchCommands.Add(statement.ToCommand());
        }

        if (batch.Transitions.Count > 0)
        {
            var statement = new TransitionStatement();
            batch.Transitions.ForEach(statement.Add);
            commands.BatchCommands.Add(statement.ToCommand());
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

    private static void Settle(Batch batch, List<List<Result>> results)
    {
        var next = 0;
        if (batch.Acceptances.Count > 0)
        {
            foreach (var row in results[next++])
            {
                batch.Acceptances[(int)row.Ordinal - 1].Accept(row.Key, row.Starts, DateTimeOffset.FromUnixTimeMilliseconds(row.Now));
            }
        }

        if (batch.Steps.Count > 0)
        {
            Commit(batch.Steps, results[next++]);
        }

        if (batch.Transitions.Count > 0)
        {
            Commit(batch.Transitions, results[next]);
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
