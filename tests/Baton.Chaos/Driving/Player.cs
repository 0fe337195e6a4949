using System.Net;
using Baton.Chaos.Workload;
using Baton.LedgerServer.Programs;

namespace Baton.Chaos.Driving;

/// <summary>Submits programs and sends them their events.</summary>
internal sealed class Player(ServerCalls calls, Acknowledged acknowledged, int seed)
{
    private static readonly TimeSpan BeforeNextTry = TimeSpan.FromMilliseconds(150);
    private readonly Random _random = new(seed);

    /// <summary>Submits everything within <paramref name="time"/>; ends when all of it is acknowledged, and every event is sent.</summary>
    public async Task PlayAsync(WorkloadPlan plan, TimeSpan time, StreamClients streams, CancellationToken cancellationToken)
    {
        var delays = plan.Submissions.Select(submission => (submission, Wait: _random.Next(50, 600))).ToList();
        await Task.WhenAll(delays.Select(item => PlayAsync(item.submission, time * item.submission.At, item.Wait, streams, cancellationToken)));
    }

    private async Task PlayAsync(Submission submission, TimeSpan delay, int beforeEvents, StreamClients streams, CancellationToken cancellationToken)
    {
        await Task.Delay(delay, cancellationToken);
        var run = await StartAsync(submission, cancellationToken);
        acknowledged.Runs[submission.Key] = run;
        if (submission.Streams) streams.Watch(run);
        if (submission.Twice && await StartAsync(submission, cancellationToken) is var second && second != run)
        {
            acknowledged.Violation($"{submission.Key} was accepted as run {run} and, under the same key, as run {second}.");
        }

        await Task.Delay(beforeEvents, cancellationToken);
        await SendEventsAsync(submission, run, cancellationToken);
    }

    private async Task<Guid> StartAsync(Submission submission, CancellationToken cancellationToken)
    {
        var path = submission.Thread is { } thread ? $"/threads/{thread}/runs" : "/runs";
        var body = new
        {
            assistant_id = ProgramGraph.Id,
            input = System.Text.Json.JsonSerializer.SerializeToElement(submission.Program, Contracts.BatonJson.Options),
            if_not_exists = "create",
            multitask_strategy = submission.Rejects ? "reject" : "enqueue",
            metadata = new { key = submission.Key },
        };
        while (true)
        {
            var answer = await calls.PostAsync(path, submission.Key, body, cancellationToken);
            if (answer.IsSuccess) return answer.Body.GetProperty("run_id").GetGuid();
            if (!submission.Rejects || answer.Status != HttpStatusCode.Conflict)
            {
                acknowledged.Violation($"{submission.Key} was refused: {answer}");
            }

            acknowledged.Refuse();
            await Task.Delay(BeforeNextTry, cancellationToken);
        }
    }

    /// <summary>Sends the events of the main routine; each command waits for a name of its own.</summary>
    private async Task SendEventsAsync(Submission submission, Guid run, CancellationToken cancellationToken)
    {
        var commands = submission.Program.Routines[submission.Program.Routine].Commands;
        for (var cursor = 0; cursor < commands.Count; cursor++)
        {
            if (commands[cursor] is not { Kind: CommandKind.Wait, Manner: not Manner.Never } command) continue;
            var answer = await calls.PostAsync(
                $"/ops/runs/{run:D}/signals", null, new { name = ProgramGraph.EventOf(cursor), payload = new { amount = command.Amount } }, cancellationToken);
            if (!answer.IsSuccess && answer.Status != HttpStatusCode.Conflict) acknowledged.Violation($"{submission.Key} did not take an event: {answer}");
        }
    }
}
