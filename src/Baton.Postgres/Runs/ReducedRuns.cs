using System.Text.Json;
using Baton.Engine.Stores;
using Baton.Postgres.Connecting;

namespace Baton.Postgres.Runs;

/// <summary>Keeps something of runs that are about to be removed.</summary>
internal static class ReducedRuns
{
    private const string Keep =
        """
        INSERT INTO record(tenant, collection, id, version, value, created_at, updated_at)
        SELECT t.tenant, $4, t.id, 1, t.value, clock(), clock() FROM unnest($1, $2, $3) AS t(tenant, id, value)
        ON CONFLICT(tenant, collection, id) DO UPDATE SET version = record.version + 1, value = excluded.value, updated_at = excluded.updated_at
        """;

    /// <summary>Writes what a reduction gives of runs whose rows the transaction holds.</summary>
    public static async Task KeepAsync(Session session, List<KeyedRun> runs, RunReduction reduction)
    {
        var journals = await JournalRows.OfAsync(session, [.. runs.Select(run => run.Key)]);
        var kept = new List<(RunRow Run, JsonElement Value)>(runs.Count);
        foreach (var run in runs)
        {
            if (reduction(run.Row, journals[run.Key]) is { } value)
            {
                kept.Add((run.Row, value));
            }
        }

        if (kept.Count > 0)
        {
            await session.Prepare(Keep)
                .Bind([.. kept.Select(one => one.Run.Tenant)]).Bind([.. kept.Select(one => RunIds.Text(one.Run.Id))])
                .Bind([.. kept.Select(one => Statement.Json(one.Value)!)]).Bind(RecordCollections.Results).ExecuteAsync();
        }
    }
}
