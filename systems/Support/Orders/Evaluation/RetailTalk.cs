using System.Text.Json;
using Baton.Contracts;
using Baton.Engine.Runs;
using Baton.Support.Orders.Import;

namespace Baton.Support.Orders.Evaluation;

/// <summary>Holds a task's whole conversation between the simulated customer and the order agent, and compares where it ends.</summary>
internal sealed class RetailTalk(RetailTasks tasks, RetailHost host)
{
    /// <summary>The most messages that a customer sends.</summary>
    public const int MostTurns = 30;

    private const string Thread = "talk";

    /// <summary>Talks once.</summary>
    /// <param name="task">The task.</param>
    /// <param name="trial">Which try it is, from 1: each begins with fresh records.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task<TalkResult> RunAsync(RetailTask task, int trial, CancellationToken cancellationToken)
    {
        var tenant = $"talk-{task.Id}-{trial}";
        await new RetailImport(host.Store, tenant).RunAsync(tasks.Data, replace: false, cancellationToken);
        List<string> lines = [CustomerConversation.Greeting];
        var failure = await TalkAsync(task, tenant, lines, cancellationToken);
        var end = await RetailState.TakeAsync(host.Store, tenant, cancellationToken);
        var state = StateComparison.Of(task, tasks.Expected[task.Id], tasks.Beginning, end);
        var said = Plain(string.Join('\n', lines.Where((_, index) => index % 2 == 0)));
        return new TalkResult(task.Id, trial, state.Differences, [.. task.Told.Where(text => !said.Contains(Plain(text), StringComparison.OrdinalIgnoreCase))])
        {
            Failure = failure,
            NeedsChange = tasks.Expected[task.Id].Changes.Count > 0,
            Lines = lines,
        };
    }

    // Amounts are written with and without separators.
    private static string Plain(string text) => text.Replace(",", "", StringComparison.Ordinal);

    private async Task<string?> TalkAsync(RetailTask task, string tenant, List<string> lines, CancellationToken cancellationToken)
    {
        var scenario = task.Scenario;
        for (var turn = 0; turn < MostTurns; turn++)
        {
            var asked = new CustomerTurn(scenario.Reason, scenario.Known, scenario.Unknown, scenario.Instructions, lines);
            var (line, customerFailed) = await AskAsync(CustomerConversation.Id, tenant, null, asked, cancellationToken);
            if (line is null) return $"the customer: {customerFailed}";
            var text = line.Value.GetProperty("text").GetString()!;
            if (text.Contains(CustomerConversation.Stop, StringComparison.Ordinal)) return null;
            lines.Add(text);

            var (reply, failed) = await AskAsync(OrderConversation.Id, tenant, Thread, new OrderQuestion(text), cancellationToken);
            if (reply is null) return $"the desk: {failed}";
            lines.Add(reply.Value.GetProperty("response").GetString()!);
            if (reply.Value.GetProperty("transferred").GetBoolean()) return null;
        }

        return $"the customer had not done after {MostTurns} messages";
    }

    private async Task<(JsonElement? Output, string? Failure)> AskAsync(string graph, string tenant, string? thread, object input, CancellationToken cancellationToken)
    {
        var started = await host.Runs.StartAsync(
            new RunRequest(graph) { Tenant = tenant, Thread = thread, Input = JsonSerializer.SerializeToElement(input, BatonJson.Options) }, cancellationToken);
        var result = await host.Runs.WaitAsync(tenant, started.Run.Id, cancellationToken);
        return result.Run.Status == RunStatus.Success ? (result.Output, null) : (null, $"{result.Run.Status} {result.Error?.Code} {result.Error?.Message}".Trim());
    }
}

/// <summary>What a conversation came to.</summary>
/// <param name="Id">The task.</param>
/// <param name="Trial">Which try it was.</param>
/// <param name="Differences">What differs from the expected end state.</param>
/// <param name="NotTold">Texts that the customer should have been told, and was not.</param>
internal sealed record TalkResult(string Id, int Trial, IReadOnlyList<string> Differences, IReadOnlyList<string> NotTold)
{
    /// <summary>True where the records are right and the customer was told everything.</summary>
    public bool IsRight => Failure is null && Differences.Count == 0 && NotTold.Count == 0;

    /// <summary>Why it broke off, or null.</summary>
    public string? Failure { get; init; }

    /// <summary>False where doing nothing is right: a success there says less.</summary>
    public bool NeedsChange { get; init; }

    /// <summary>The conversation, the desk's lines first.</summary>
    public IReadOnlyList<string> Lines { get; init; } = [];
}
