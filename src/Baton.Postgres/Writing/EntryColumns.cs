using Baton.Engine.Journal;
using Baton.Engine.Stores;
using Npgsql;
using NpgsqlTypes;

namespace Baton.Postgres.Writing;

/// <summary>Journal entries of many runs as parameters: run, owner, at, seq, epoch, kind, body.</summary>
internal sealed class EntryColumns
{
    private readonly Column<long> runs = new(NpgsqlDbType.Bigint);
    private readonly Column<long> owners = new(NpgsqlDbType.Bigint);
    private readonly Column<long> times = new(NpgsqlDbType.Bigint);
    private readonly Column<int> seqs = new(NpgsqlDbType.Integer);
    private readonly Column<int> epochs = new(NpgsqlDbType.Integer);
    private readonly Column<short> kinds = new(NpgsqlDbType.Smallint);
    private readonly Column<ReadOnlyMemory<byte>> bodies = new(NpgsqlDbType.Bytea);

    public void Add(RunLease lease, IReadOnlyList<JournalEntry> entries)
    {
        for (var index = 0; index < entries.Count; index++)
        {
            var entry = entries[index];
            runs.Add(lease.Key);
            owners.Add(lease.Owner);
            times.Add(entry.At.ToUnixTimeMilliseconds());
            seqs.Add(entry.Seq);
            epochs.Add(lease.Epoch);
            kinds.Add((short)entry.Kind);
            bodies.Add(entry.Body);
        }
    }

    public void AddTo(NpgsqlBatchCommand command) => command.Bind(
            runs.ToParameter(), owners.ToParameter(), times.ToParameter(), seqs.ToParameter(), epochs.ToParameter(), kinds.ToParameter(),
            bodies.ToParameter());
}
