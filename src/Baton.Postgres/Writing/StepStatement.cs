using Npgsql;
using NpgsqlTypes;

namespace Baton.Postgres.Writing;

/// <summary>What running runs do at every step, for many runs in one statement: one row a run checks the fence, its entries follow it.</summary>
internal sealed class StepStatement
{
    // "owner + 0" keeps the planner from the owner's index, under which it would search all of a server's runs for each row.
    // "IN (…) IS TRUE" keeps it from making a join of it: it is looked up in a hash table.
    private const string Sql =
        """
        WITH i AS (SELECT * FROM unnest($1, $2, $3, $4, $5) AS t(run, owner, epoch, first, last)),
        f AS (
          UPDATE run r SET seq = i.last FROM i WHERE r.key = i.run AND r.owner + 0 = i.owner AND r.epoch = i.epoch AND r.seq = i.first - 1
          RETURNING r.key),
        j AS (
          INSERT INTO journal(run, owner, at, seq, epoch, kind, body)
          SELECT t.* FROM unnest($6, $7, $8, $9, $10, $11, $12) AS t(run, owner, at, seq, epoch, kind, body)
          WHERE (t.run IN (SELECT key FROM f)) IS TRUE)
        SELECT key FROM f
        """;

    private readonly Column<long> runs = new(NpgsqlDbType.Bigint);
    private readonly Column<long> owners = new(NpgsqlDbType.Bigint);
    private readonly Column<int> epochs = new(NpgsqlDbType.Integer);
    private readonly Column<int> firsts = new(NpgsqlDbType.Integer);
    private readonly Column<int> lasts = new(NpgsqlDbType.Integer);
    private readonly EntryColumns entries = new();
    private readonly Dictionary<long, int> rows = [];

    public void Add(AppendItem item)
    {
        var (lease, added) = (item.Append.Lease, item.Append.Entries);
        entries.Add(lease, added);
        if (rows.TryGetValue(lease.Key, out var row))
        {
            lasts[row] = added[^1].Seq;
            return;
        }

        rows.Add(lease.Key, runs.Count);
        runs.Add(lease.Key);
        owners.Add(lease.Owner);
        epochs.Add(lease.Epoch);
        firsts.Add(added[0].Seq);
        lasts.Add(added[^1].Seq);
    }

    public NpgsqlBatchCommand ToCommand()
    {
        var command = new NpgsqlBatchCommand(Sql);
        command.Bind(
            runs.ToParameter(), owners.ToParameter(), epochs.ToParameter(), firsts.ToParameter(), lasts.ToParameter());
        entries.AddTo(command);
        return command;
    }
}
