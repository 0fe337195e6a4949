using Baton.Agents.Cost.Budgets;
using Baton.Agents.Cost.Cache;
using Baton.Agents.Cost.Kill;
using Baton.Agents.Prompts;
using Baton.Engine.Hosting;
using Baton.Engine.Stores;
using Microsoft.Extensions.Logging;

namespace Baton.Agents.Cost;

/// <summary>
/// Keeps small what grows: adds old rows of the accounts up (after <c>Baton:Costs:KeepRuns</c>, 90 days), and removes windows that are over,
/// answers that have expired and notes of held calls that look for their release no more.
/// </summary>
internal sealed partial class AccountsUpkeep(IStore store, AgentCatalog agents, BudgetSettings settings, TimeProvider time, ILogger<AccountsUpkeep> log) : IEngineLoop
{
    private const int MostAtOnce = 500;
    private const int MostBatches = 200;
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan KeptNotes = TimeSpan.FromDays(1);
    private static readonly TimeSpan KeptWindows = TimeSpan.FromDays(2);

    public async Task RunAsync(CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stopping)) await PassAsync(stopping);
        }
        catch (OperationCanceledException)
        {
            // The server stops.
        }
    }

    /// <summary>One pass; each kind for itself.</summary>
    public async Task PassAsync(CancellationToken stopping)
    {
        var answers = agents.All.Max(agent => agent.CacheTtl) ?? TimeSpan.FromDays(1);
        await RepeatAsync(async () => await store.Costs.FoldAsync(settings.KeepRuns, MostAtOnce, stopping) == MostAtOnce);
        await RepeatAsync(async () => await store.Costs.PruneAsync(KeptWindows, MostAtOnce, stopping) == MostAtOnce);
        await RepeatAsync(async () => await store.Records.PruneAsync(HeldCalls.Collection, KeptNotes, MostAtOnce, stopping) == MostAtOnce);
        await RepeatAsync(async () => await store.Records.PruneAsync(AnswerCache.Collection, answers, MostAtOnce, stopping) == MostAtOnce);
        await RepeatAsync(async () => await store.Records.PruneAsync(AnswerOwners.Collection, answers, MostAtOnce, stopping) == MostAtOnce);
    }

    private async Task RepeatAsync(Func<Task<bool>> work)
    {
        try
        {
            for (var batch = 0; batch < MostBatches && await work(); batch++)
            {
            }
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            LogFailed(exception);
        }
    }

    [LoggerMessage(EventId = 255, Level = LogLevel.Error, Message = "Old accounts could not be cleared up; trying again later.")]
    private partial void LogFailed(Exception exception);
}
