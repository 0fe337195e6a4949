using Baton.Engine.Journal;
using Baton.Engine.Runs;
using Baton.Engine.Stores;
using Baton.Postgres;
using Baton.Postgres.Connecting;
using Baton.Postgres.Runs;
using Baton.Postgres.Writing;
using Npgsql;

namespace Baton.Benchmarks;

/// <summary>
/// The ceiling of a herd on PostgreSQL: loops on connections of their own that wake and claim a batch by the driver's statements, journals
/// included, and end its runs with the entries that the engine writes; no queue, no decoding, no engine.
/// </summary>
internal static class TimersRaw
{
    private const int AtOnce = 512;

    /// <summary>What the engine appends to a run from its waking to its end.</summary>
    public static async Task<IReadOnlyList<JournalEntry>> EntriesAsync(IStore store)
    {
        var ended = await store.Runs.QueryAsync(new RunQuery("default") { Statuses = [RunStatus.Success], Limit = 1 }, CancellationToken.None);
        var journal = await store.Runs.ReadAsync(ended[0].Id, 0, 100, CancellationToken.None);
        return [.. journal.SkipWhile(entry => entry.Kind != EntryKind.RunClaimed)];
    }

    /// <summary>Ends every run that is due.</summary>
    /// <returns>How many seconds that took.</returns>
    public static async Task<double> DrainAsync(PostgresOptions options, long owner, IReadOnlyList<JournalEntry> entries, int count, int loops)
    {
        await using var source = DataSources.ForWriters(options);
        var mark = new DueMark(TimeProvider.System, isExact: false);
        var (begun, left) = (TimeProvider.System.GetTimestamp(), count);
        await Task.WhenAll(Enumerable.Range(0, loops).Select(_ => Task.Run(async () =>
        {
            await using var connection = await source.OpenConnectionAsync();
            while (Volatile.Read(ref left) > 0)
            {
                var claimed = await ClaimAsync(connection, owner, mark);
                if (claimed.Count > 0) await EndAsync(connection, options, claimed, entries);
                Interlocked.Add(ref left, -claimed.Count);
            }
        })));
        return TimeProvider.System.GetElapsedTime(begun).TotalSeconds;
    }

    private static async Task<IReadOnlyList<ClaimedRun>> ClaimAsync(NpgsqlConnection connection, long owner, DueMark mark)
    {
        var (from, look) = mark.Next();
        await using var transaction = await connection.BeginTransactionAsync();
        var claim = new RunClaim(owner, new Dictionary<string, int>(StringComparer.Ordinal) { ["default"] = AtOnce });
        var (outcome, last) = await Waking.WakeAsync(new Session(connection, CancellationToken.None), AtOnce, claim, from);
        await transaction.CommitAsync();
        if (last is { } place) mark.Move(look, place, outcome.Claimed.Count == AtOnce);
        return outcome.Claimed;
    }

    private static async Task EndAsync(NpgsqlConnection connection, PostgresOptions options, IReadOnlyList<ClaimedRun> claimed, IReadOnlyList<JournalEntry> entries)
    {
        var batch = new Batch(options);
        foreach (var run in claimed)
        {
            var added = entries.Select((entry, index) => entry with { Seq = run.Run.Seq + 1 + index }).ToArray();
            batch.TryAdd(AppendItem.For(new JournalAppend(run.Lease, added) { Transition = new RunTransition(RunStatus.Success, 0) }, CancellationToken.None));
        }

        await BatchStatements.ExecuteAsync(connection, batch, CancellationToken.None);
        if (batch.Items.Exists(item => !item.IsSettled)) throw new InvalidOperationException("A run was not ended.");
    }
}
