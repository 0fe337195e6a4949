using System.Collections.Concurrent;

namespace Baton.Postgres.Connecting;

/// <summary>
/// Rows that changes mark as they commit. Where a commit's reply was lost, the next transaction on the same lane waits for the row's lock,
/// that is until the lost one has ended, and then sees whether its number is there.
/// </summary>
internal sealed class Lanes
{
    private readonly ConcurrentBag<Lane> free = [];

    public async Task<Lane> RentAsync(Session session)
    {
        if (free.TryTake(out var lane))
        {
            return lane;
        }

        var id = await session.Prepare("INSERT INTO lane(used_at) VALUES(clock()) RETURNING id").FirstAsync(row => row.Long(0));
        return new Lane(id);
    }

    /// <summary>Removes rows that nobody has used for two days.</summary>
    public static Task<int> ForgetOldAsync(Session session) =>
        session.Prepare("DELETE FROM lane WHERE used_at < clock() - 172800000").ExecuteAsync();

    public void Return(Lane lane) => free.Add(lane);
}

/// <summary>One caller's lane.</summary>
internal sealed class Lane(long id)
{
    /// <summary>How long a change waits for a lock before it gives its connection back and is tried again.</summary>
    public const string LockTimeout = "500ms";

    private long last;

    /// <summary>Marks the transaction that has begun, and bounds how long it waits for a lock.</summary>
    /// <returns>False where the lane is gone: it was not used for days.</returns>
    public Task<bool> MarkAsync(Session session) =>
        session.Prepare("UPDATE lane SET last = $2, used_at = clock() WHERE id = $1 RETURNING set_config('lock_timeout', $3, true)")
            .Bind(id).Bind(++last).Bind(LockTimeout).ExistsAsync();

    /// <summary>Whether the transaction that was marked last has committed. Where it has not ended it is refused, and asked again.</summary>
    public async Task<bool> HasCommittedAsync(Session session) =>
        await session.Prepare("SELECT last FROM lane WHERE id = $1 FOR UPDATE NOWAIT").Bind(id).FirstAsync(row => row.Long(0)) == last;
}
