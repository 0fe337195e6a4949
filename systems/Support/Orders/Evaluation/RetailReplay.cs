using System.Text.Json;
using Baton.Contracts;
using Baton.Engine.Runs;
using Baton.Support.Orders.Import;
using Baton.Support.Orders.Tools;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Baton.Support.Orders.Evaluation;

/// <summary>
/// Replays each task's reference calls through the order agent's tools on fresh records, confirmations given and refunds without a limit, and
/// compares the end state with the expected one.
/// </summary>
internal static class RetailReplay
{
    /// <summary>Replays every task.</summary>
    public static async Task<IReadOnlyList<ReplayResult>> RunAsync(RetailTasks tasks, CancellationToken cancellationToken)
    {
        using var model = new ReferenceModel(tasks.Tasks);
        await using var host = await RetailHost.StartAsync(
            new ConfigurationBuilder().Build(), baton => baton.AddModel("default", _ => model), cancellationToken);
        var results = new List<ReplayResult>();
        foreach (var task in tasks.Tasks) results.Add(await RunAsync(task, tasks, model, host, cancellationToken));
        return results;
    }

    private static async Task<ReplayResult> RunAsync(RetailTask task, RetailTasks tasks, ReferenceModel model, RetailHost host, CancellationToken cancellationToken)
    {
        var (tenant, thread) = ($"replay-{task.Id}", "replay");
        await new RetailImport(host.Store, tenant).RunAsync(tasks.Data, replace: false, cancellationToken);
        var signedIn = WithoutLookUp(task, tasks);
        if (signedIn is not null) await host.Sessions.SignInAsync(tenant, thread, signedIn, cancellationToken);
        var started = await host.Runs.StartAsync(
            new RunRequest(OrderConversation.Id)
            {
                Tenant = tenant,
                Thread = thread,
                Input = JsonSerializer.SerializeToElement(new OrderQuestion(ReferenceModel.Message(task)), BatonJson.Options),
            },
            cancellationToken);
        var run = await host.Runs.WaitAsync(tenant, started.Run.Id, cancellationToken);
        var end = await RetailState.TakeAsync(host.Store, tenant, cancellationToken);
        var expected = tasks.Expected[task.Id];
        var state = StateComparison.Of(task, expected, tasks.Beginning, end);
        List<string> differences = [.. Calls(task, expected, model.Results(task)), .. state.Differences];
        if (run.Run.Status != RunStatus.Success) differences.Insert(0, $"the run ended as {run.Run.Status}: {run.Error?.Message}");
        return new ReplayResult(task.Id, task.Actions.Count, differences, state.IsSameHash) { Note = state.Note, SignedIn = signedIn };
    }

    // Many tasks have no look-up of the customer among their calls: the customer whom they are about is signed in then.
    private static string? WithoutLookUp(RetailTask task, RetailTasks tasks)
    {
        if (task.Actions.Any(action => action.Name is OrderToolNames.FindByEmail or OrderToolNames.FindByName)) return null;
        return task.Actions.Select(Owner).FirstOrDefault(owner => owner is not null);

        string? Owner(RetailAction action) =>
            action.Arguments.TryGetProperty("user_id", out var user) ? user.GetString()
            : action.Arguments.TryGetProperty("order_id", out var order) ? tasks.Data.Orders.GetValueOrDefault(order.GetString()!)?.UserId
            : null;
    }

    private static IEnumerable<string> Calls(RetailTask task, ExpectedState expected, IReadOnlyList<string> results)
    {
        for (var index = 0; index < task.Actions.Count; index++)
        {
            var (want, have) = (expected.Actions[index].Error, index < results.Count ? ToolTexts.Reason(results[index]) : "was not made");
            if (want != have) yield return $"call {index + 1}, {task.Actions[index].Name}: {have ?? "done"} (expected {want ?? "done"})";
        }
    }
}

/// <summary>What the replay of a task came to.</summary>
/// <param name="Id">The task.</param>
/// <param name="Calls">How many calls it has.</param>
/// <param name="Differences">What differs from the expected calls and end state; none where all is right.</param>
/// <param name="IsSameHash">True where the end state is the same to the last digit.</param>
internal sealed record ReplayResult(string Id, int Calls, IReadOnlyList<string> Differences, bool IsSameHash)
{
    public bool IsRight => Differences.Count == 0;

    /// <summary>Why a difference is right, or null.</summary>
    public string? Note { get; init; }

    /// <summary>The customer who was signed in, where no call of the task identifies one.</summary>
    public string? SignedIn { get; init; }
}
