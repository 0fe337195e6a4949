using System.Globalization;
using Baton.Errors;
using Baton.Policies;

namespace Baton.Engine.Hosting;

/// <summary>What engine options must fulfil.</summary>
internal static class EngineOptionsCheck
{
    /// <summary>The section of the configuration.</summary>
    public const string Section = "Baton:Engine";

    private static readonly TimeSpan MostDrainTime = TimeSpan.FromDays(1);
    private static readonly TimeSpan LeastThreadRetention = TimeSpan.FromMinutes(1);

    /// <summary>Every fault, each with its key, its value and the cure.</summary>
    public static IEnumerable<Fault> Faults(EngineOptions options) =>
        [.. Numbers(options), .. Times(options), .. Limits(options.Budget)];

    private static IEnumerable<Fault> Numbers(EngineOptions options)
    {
        if (options.PoolConcurrency < 1) yield return TooSmall("PoolConcurrency", options.PoolConcurrency, 1);
        if (options.QueueLimit < 1) yield return TooSmall("QueueLimit", options.QueueLimit, 1);
        foreach (var (pool, limit) in options.Pools)
        {
            if (limit < 1) yield return TooSmall($"Pools:{pool}", limit, 1);
        }

        foreach (var (pool, cap) in options.PoolCaps)
        {
            if (cap < 1) yield return TooSmall($"PoolCaps:{pool}", cap, 1);
        }

        if (options.PingPongLimit < 2) yield return TooSmall("PingPongLimit", options.PingPongLimit, 2);
    }

    private static IEnumerable<Fault> Times(EngineOptions options)
    {
        if (options.Heartbeat <= TimeSpan.Zero) yield return Wrong("Heartbeat", options.Heartbeat, "is not above zero. Set a time like 00:00:03");
        if (options.Heartbeat * 3 > options.Lease)
        {
            yield return Wrong("Lease", options.Lease, $"is less than three times Heartbeat ({options.Heartbeat}). Set a longer Lease or a shorter Heartbeat");
        }

        if (options.InMemoryWait < TimeSpan.Zero) yield return Negative("InMemoryWait", options.InMemoryWait);
        if (options.DrainTime < TimeSpan.Zero) yield return Negative("DrainTime", options.DrainTime);
        if (options.DrainTime > MostDrainTime)
        {
            yield return Wrong("DrainTime", options.DrainTime, "is more than a day. Set less; a number alone counts days, ten seconds are 00:00:10");
        }

        if (options.CaseRetention < TimeSpan.Zero) yield return Negative("CaseRetention", options.CaseRetention);
        if (options.Retention < TimeSpan.Zero) yield return Negative("Retention", options.Retention);
        if (options.ResultRetention <= TimeSpan.Zero)
        {
            yield return Wrong("ResultRetention", options.ResultRetention, "is not above zero. Set a time like 365.00:00:00, or nothing to keep no results");
        }
        else if (options is { ResultRetention: not null, Retention: null })
        {
            yield return Wrong("ResultRetention", options.ResultRetention, "keeps nothing while Retention removes no runs. Set Retention as well, or take ResultRetention away");
        }

        if (options.ThreadRetention < LeastThreadRetention)
        {
            yield return Wrong("ThreadRetention", options.ThreadRetention, "is less than a minute. Set a longer time, or nothing to keep all runs");
        }

        if (options.IdempotencyRetention <= TimeSpan.Zero)
        {
            yield return Wrong("IdempotencyRetention", options.IdempotencyRetention, "is not above zero. Set a time like 7.00:00:00");
        }
    }

    private static IEnumerable<Fault> Limits(RunBudget budget)
    {
        if (budget.Tokens < 0) yield return TooSmall("Budget:Tokens", budget.Tokens, 0);
        if (budget.CostUsd < 0) yield return TooSmall("Budget:CostUsd", budget.CostUsd, 0);
        if (budget.ModelCalls < 0) yield return TooSmall("Budget:ModelCalls", budget.ModelCalls, 0);
        if (budget.ToolCalls < 0) yield return TooSmall("Budget:ToolCalls", budget.ToolCalls, 0);
    }

    private static Fault TooSmall(string key, object? value, int least) => Wrong(key, value, $"is less than {least}. Set at least {least}");

    private static Fault Negative(string key, object? value) => Wrong(key, value, "is less than zero. Set zero or more");

    private static Fault Wrong(string key, object? value, string what) =>
        new(ErrorCodes.EngineOptionInvalid, $"{Section}:{key}", string.Create(CultureInfo.InvariantCulture, $"{value} {what}."));
}
