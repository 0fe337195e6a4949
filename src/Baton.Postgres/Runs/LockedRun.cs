using Baton.Postgres.Connecting;
using Npgsql;

namespace Baton.Postgres.Runs;

/// <summary>A pending run whose row the transaction holds.</summary>
/// <param name="Key">Its key.</param>
/// <param name="Since">Since when it could have been claimed.</param>
/// <param name="Place">The place of its flow in the order of turns.</param>
/// <param name="Places">How many runs each flow might give.</param>
internal readonly record struct LockedRun(long Key, DateTimeOffset Since, int Place, long Places)
{
    public static LockedRun Read(NpgsqlDataReader row) => new(row.Long(0), row.Time(1), row.Int(2), row.Long(3));

    /// <summary>The first run of each flow, then the second of each, and so on.</summary>
    public static IEnumerable<LockedRun> InTurn(List<LockedRun> runs) =>
        runs.GroupBy(run => run.Place)
            .SelectMany(flow => flow.OrderBy(run => run.Key).Select((run, round) => (Run: run, Round: round)))
            .OrderBy(turn => turn.Round).ThenBy(turn => turn.Run.Place).Select(turn => turn.Run);
}
