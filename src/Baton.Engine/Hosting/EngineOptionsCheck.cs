namespace Baton.Engine.Hosting;

/// <summary>What engine options must fulfil.</summary>
internal static class EngineOptionsCheck
{
    public const string Message =
        "Baton:Engine: PoolConcurrency, QueueLimit and every entry of Pools and PoolCaps must be at least 1; Heartbeat must be positive and at most a third of Lease; DrainTime, InMemoryWait and Retention must not be negative; IdempotencyRetention must be positive; PingPongLimit must be at least 2; limits of Budget must not be negative; ThreadRetention must be at least a minute.";

    public static bool IsValid(EngineOptions options) =>
        options.PoolConcurrency >= 1 && options.QueueLimit >= 1 && options.Pools.Values.Concat(options.PoolCaps.Values).All(limit => limit >= 1)
        && options.Heartbeat > TimeSpan.Zero && options.Heartbeat * 3 <= options.Lease
        && options.DrainTime >= TimeSpan.Zero && options.InMemoryWait >= TimeSpan.Zero
        && !(options.Retention < TimeSpan.Zero) && !(options.IdempotencyRetention <= TimeSpan.Zero) && options.PingPongLimit >= 2 && options.Budget.IsValid
        && !(options.ThreadRetention < TimeSpan.FromMinutes(1));
}
