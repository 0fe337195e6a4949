using Baton.Engine.Hosting;
using Microsoft.Extensions.Configuration;

namespace Baton.Support.Orders.Evaluation;

/// <summary>Holds every task's conversation several times.</summary>
internal static class RetailTrials
{
    /// <summary>Talks, so many at once.</summary>
    /// <param name="tasks">The tasks.</param>
    /// <param name="trials">How often each.</param>
    /// <param name="concurrency">How many conversations at once.</param>
    /// <param name="configuration">Where the models are configured; without any the rehearsals answer.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>By task, in their order, then by try.</returns>
    public static async Task<IReadOnlyList<TalkResult>> RunAsync(
        RetailTasks tasks, int trials, int concurrency, IConfiguration configuration, CancellationToken cancellationToken)
    {
        await using var host = await RetailHost.StartAsync(configuration, AddCustomer, cancellationToken);
        var talk = new RetailTalk(tasks, host);
        (RetailTask Task, int Trial)[] all = [.. tasks.Tasks.SelectMany(_ => Enumerable.Range(1, trials), (task, trial) => (task, trial))];
        var results = new TalkResult[all.Length];
        await Parallel.ForEachAsync(
            Enumerable.Range(0, all.Length),
            new ParallelOptions { MaxDegreeOfParallelism = concurrency, CancellationToken = cancellationToken },
            async (index, token) => results[index] = await talk.RunAsync(all[index].Task, all[index].Trial, token));
        return results;
    }

    private static void AddCustomer(BatonBuilder baton) => baton.AddGraph(CustomerConversation.Define(), "support");
}
