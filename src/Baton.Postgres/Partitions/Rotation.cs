using Baton.Postgres.Connecting;

namespace Baton.Postgres.Partitions;

/// <summary>
/// Lets keys tell the day. Partitions are there before the first key of their day is given out, so that no write ever looks for one in vain;
/// where a day's change is noticed late, runs go to the day before.
/// </summary>
internal static class Rotation
{
    private const int DaysAhead = 2;

    /// <summary>1. today's partition, 2. keys from today on, 3. the next days' partitions. For one server at a time.</summary>
    public static async Task RunAsync(Session session)
    {
        var today = await PartitionRows.TodayAsync(session);
        var present = await PartitionRows.ListAsync(session);

        // 1. today's partition
        await MakeAsync(session, present, today);

        // 2. keys from today on: never back, whatever the clock says
        if (!present.Exists(partition => partition.Day == today && partition.State != PartitionState.Attached))
        {
            await session.Prepare("SELECT setval('run_key', $1, false) FROM run_key WHERE last_value < $1")
                .Bind(today << JournalPartition.DayBits).ExecuteAsync();
        }

        // 3. the next days' partitions
        for (var ahead = 1; ahead <= DaysAhead; ahead++)
        {
            await MakeAsync(session, present, today + ahead);
        }
    }

    private static async Task MakeAsync(Session session, List<JournalPartition> present, long day)
    {
        if (!present.Exists(partition => partition.Day == day))
        {
            await PartitionRows.CreateAsync(session, day);
        }
    }
}
