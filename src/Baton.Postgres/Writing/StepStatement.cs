using Baton.Engine.Runs;
using Baton.Postgres.Costs;
using Baton.Postgres.Messages;
using Npgsql;
using NpgsqlTypes;

namespace Baton.Postgres.Writing;

/// <summary>
/// What running runs do at every step, and the ends that need nothing more, for many runs in one statement: one row a run checks the fence,
/// its entries follow it. What the fence refuses, and ends on a thread or with an inbox, is left over, for a transaction each.
/// </summary>
internal sealed class StepStatement
{
    // "owner + 0" keeps the planner from the owner's index, under which it would search all of a server's runs for each row.
    // Zero and the empty text stand for no end: arrays without nulls are cheaper to send.
    // "IN (…) IS TRUE" keeps it from making a join of it: it is looked up in a hash table.
    private const string Steps =
        """
        WITH i AS (SELECT *, ends_as > 0 AS ends FROM unnest($1, $2, $3, $4, $5, $6, $7) AS t(run, owner, epoch, first, last, ends_as, error_code)),
        f AS (
          UPDATE run r SET seq = i.last, status = CASE WHEN i.ends THEN i.ends_as ELSE r.status END, owner = CASE WHEN NOT i.ends THEN r.owner END,
            error_code = CASE WHEN i.ends THEN nullif(i.error_code, '') ELSE r.error_code END, wake_at = CASE WHEN NOT i.ends THEN r.wake_at END,
            updated_at = CASE WHEN i.ends THEN clock() ELSE r.updated_at END, ended_at = CASE WHEN i.ends THEN clock() END
          FROM i
          WHERE r.key = i.run AND r.owner + 0 = i.owner AND r.epoch = i.epoch AND r.seq = i.first - 1
            AND (NOT i.ends OR (r.thread IS NULL AND NOT r.has_inbox))
          RETURNING r.key, r.seq, i.ends),
        j AS (
          INSERT INTO journal(run, owner, at, seq, epoch, kind, body)
          SELECT t.* FROM unnest($8, $9, $10, $11, $12, $13, $14) AS t(run, owner, at, seq, epoch, kind, body)
          WHERE (t.run IN (SELECT key FROM f)) IS TRUE),
        x AS (UPDATE ticket k SET is_open = false FROM f WHERE f.ends AND k.run = f.key AND k.is_open)
        """;

    private const string Sql = Steps + Found;
    private const string Found = " SELECT key FROM f";
    private const int Parameters = 14;

    // Most steps cost nothing and end nothing: those that do have a text of their own.
    private static readonly string WithCosts = Steps + Costs + Found;
    private static readonly string WithNotes = Steps + Notes(Parameters + 1) + Found;
    private static readonly string WithBoth = Steps + Costs + Notes(Parameters + CostColumns.Count + 1) + Found;

    private readonly Column<long> runs = new(NpgsqlDbType.Bigint);
    private readonly Column<long> owners = new(NpgsqlDbType.Bigint);
    private readonly Column<int> epochs = new(NpgsqlDbType.Integer);
    private readonly Column<int> firsts = new(NpgsqlDbType.Integer);
    private readonly Column<int> lasts = new(NpgsqlDbType.Integer);
    private readonly Column<short> ends = new(NpgsqlDbType.Smallint);
    private readonly Column<string> errorCodes = new(NpgsqlDbType.Text);
    private readonly EntryColumns entries = new();
    private readonly Dictionary<long, int> rows = [];
    private CostColumns? costs;
    private Column<long>? noted;

    private static string Costs =>
        $"""
        ,
        o AS (
          INSERT INTO cost({CostRows.Columns}, day)
          SELECT {CostRows.Columns}, clock() / 86400000
          FROM unnest({string.Join(", ", Enumerable.Range(Parameters + 1, CostColumns.Count).Select(number => $"${number}"))}) AS t(key, {CostRows.Columns})
          WHERE (t.key IN (SELECT key FROM f)) IS TRUE)
        """;

    /// <summary>The statement; null where there is nothing to write by it.</summary>
    public static NpgsqlBatchCommand? For(List<AppendItem> items)
    {
        if (items.Count == 0)
        {
            return null;
        }

        var statement = new StepStatement();
        items.ForEach(statement.Add);
        return statement.ToCommand();
    }

    private void Add(AppendItem item)
    {
        var (lease, added, end) = (item.Append.Lease, item.Append.Entries, item.Append.Transition);
        entries.Add(lease, added);
        if (!rows.TryGetValue(lease.Key, out var row))
        {
            row = runs.Count;
            rows.Add(lease.Key, row);
            runs.Add(lease.Key);
            owners.Add(lease.Owner);
            epochs.Add(lease.Epoch);
            firsts.Add(added[0].Seq);
            lasts.Add(0);
            ends.Add(0);
            errorCodes.Add("");
        }

        foreach (var cost in item.Append.Costs)
        {
            (costs ??= new()).Add(lease.Key, cost);
        }

        if (end is { IsFollowed: true })
        {
            (noted ??= new(NpgsqlDbType.Bigint)).Add(lease.Key);
        }

        lasts[row] = added[^1].Seq;
        (ends[row], errorCodes[row]) = ((short)(end?.Status ?? RunStatus.Pending), end?.ErrorCode ?? "");
    }

    private NpgsqlBatchCommand ToCommand()
    {
        var command = new NpgsqlBatchCommand(noted is null ? costs is null ? Sql : WithCosts : costs is null ? WithNotes : WithBoth);
        command.Bind(
            runs.ToParameter(), owners.ToParameter(), epochs.ToParameter(), firsts.ToParameter(), lasts.ToParameter(), ends.ToParameter(),
            errorCodes.ToParameter());
        entries.AddTo(command);
        costs?.AddTo(command);
        if (noted is not null)
        {
            command.Bind(noted.ToParameter());
        }

        return command;
    }

    private static string Notes(int parameter) => $", n AS ({NoteRows.Noting(parameter)})";
}
