using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using Baton.Chaos.Outside;
using Baton.LedgerServer.Programs;

namespace Baton.Chaos.Driving;

/// <summary>The person: answers every question that is open, in the manner that its program asks for.</summary>
internal sealed class Answerer(ServerCalls calls, TallyService tally, Acknowledged acknowledged)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);
    private readonly ConcurrentDictionary<string, Task> _answers = new(StringComparer.Ordinal);

    /// <summary>Looks for questions and answers them until it is cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                var open = await calls.GetAsync("/ops/inbox?limit=1000", cancellationToken);
                foreach (var question in open.EnumerateArray())
                {
                    _ = _answers.GetOrAdd(question.GetProperty("ticket").GetString()!, ticket => AnswerAsync(ticket, question.Clone(), cancellationToken));
                }

                await Task.Delay(Pause, cancellationToken);
            }
        }
        catch (OperationCanceledException)
        {
            // Nothing asks any more.
        }

        await Task.WhenAll(_answers.Values).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        foreach (var fault in _answers.Values.Where(answer => answer.IsFaulted)) acknowledged.Violation($"An answer failed: {fault.Exception}");
    }

    private Task AnswerAsync(string ticket, JsonElement question, CancellationToken cancellationToken)
    {
        var value = question.GetProperty("value");
        return value.TryGetProperty("key", out var key)
            ? DecideAsync(ticket, key.GetString()!, cancellationToken)
            : AnswerAsync(ticket, JsonSerializer.Deserialize<AmountQuestion>(value, Contracts.BatonJson.Options)!, cancellationToken);
    }

    /// <summary>A call at most once may have been made: looks whether it was.</summary>
    private async Task DecideAsync(string ticket, string key, CancellationToken cancellationToken)
    {
        object answer = tally.Taken(key) is { } amount ? new { action = "result", value = amount } : new { action = "repeat" };
        await ExpectAsync(ticket, "first", answer, HttpStatusCode.OK, cancellationToken);
    }

    private async Task AnswerAsync(string ticket, AmountQuestion question, CancellationToken cancellationToken)
    {
        if (question.Manner == Manner.Raced)
        {
            await RaceAsync(ticket, question.Amount, cancellationToken);
            return;
        }

        await ExpectAsync(ticket, "first", new { amount = question.Amount }, HttpStatusCode.OK, cancellationToken);
        acknowledged.Answers[ticket] = question.Amount;
        if (question.Manner == Manner.Twice) await ExpectAsync(ticket, "second", new { amount = question.Amount }, HttpStatusCode.OK, cancellationToken);
        if (question.Manner == Manner.Contested) await ExpectAsync(ticket, "second", new { amount = question.Amount + 1 }, HttpStatusCode.Conflict, cancellationToken);
    }

    /// <summary>Two people answer at once: exactly one of them is told that the answer counts.</summary>
    private async Task RaceAsync(string ticket, int amount, CancellationToken cancellationToken)
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 2).Select(other => SendAsync(ticket, $"racer-{other}", new { amount = amount + other }, cancellationToken)));
        var winners = Enumerable.Range(0, 2).Where(other => answers[other].IsSuccess).ToList();
        if (winners.Count == 1) acknowledged.Answers[ticket] = amount + winners[0];
        else acknowledged.Violation($"Two answers to ticket {ticket} at once: {answers[0]} and {answers[1]}; one of them should count.");
    }

    private async Task ExpectAsync(string ticket, string who, object answer, HttpStatusCode expected, CancellationToken cancellationToken)
    {
        var came = await SendAsync(ticket, who, answer, cancellationToken);
        if (came.Status != expected) acknowledged.Violation($"The {who} answer to ticket {ticket} should get {(int)expected} and got {came}.");
    }

    private Task<ServerAnswer> SendAsync(string ticket, string who, object value, CancellationToken cancellationToken) =>
        calls.PostAsync($"/ops/inbox/{ticket}", $"{who}-{ticket}", new { value }, cancellationToken);
}
