using System.Diagnostics;

namespace Baton.Server.Tests.Kill;

/// <summary>kill -9 at any instant loses nothing that was acknowledged, and repeats nothing whose result was recorded.</summary>
public sealed class KillTests
{
    private const int Runs = 200;
    private const int Batch = 12;
    private const int ApprovalsInBatch = 2;
    private static readonly TimeSpan LongestLife = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LongestStart = TimeSpan.FromMilliseconds(400);
    private static readonly TimeSpan RecoveryLimit = TimeSpan.FromSeconds(2);

    [Fact]
    public async Task Runs_finish_once_however_often_the_server_is_killed()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var seed = int.TryParse(Environment.GetEnvironmentVariable("BATON_KILL_SEED"), out var given) ? given : Random.Shared.Next();
        var directory = Directory.CreateTempSubdirectory("baton-kill-").FullName;
        var clock = Stopwatch.StartNew();
        await using var server = new ServerProcess(directory);
        using var customer = new Customer(server, cancellationToken);

        var (lastKill, lastReady) = await UnderFireAsync(server, customer, new Random(seed), cancellationToken);
        await FinishAsync(server, customer);
        var audit = await KillAudit.ReadAsync(directory, cancellationToken);

        var summary =
            $"seed {seed}: {audit.Runs} runs, {server.Kills} kills, {customer.Resent} requests sent again, {audit.Entries} entries, "
            + $"{audit.RepeatedStarts} repeated starts ({audit.RepeatedCalls} of them had reached the file), {clock.Elapsed.TotalSeconds:0.0} s";
        TestContext.Current.TestOutputHelper?.WriteLine(summary);
        System.Console.WriteLine(summary);
        Assert.True(audit.Faults.Count == 0, $"{summary}\n{string.Join('\n', audit.Faults.Take(40))}\n{server.Output()}");
        Assert.True(server.Kills >= 20, summary);
        Assert.Equal(customer.Accepted.Values.Order(), audit.Outputs.Keys.Order());
        Assert.Equal(
            customer.Answered.OrderBy(pair => pair.Key).Select(pair => pair.Value),
            audit.Outputs.Where(pair => customer.Answered.ContainsKey(pair.Key)).OrderBy(pair => pair.Key).Select(pair => pair.Value.GetProperty("text").GetString()!));

        // On a fast machine every run may have ended before the last kill: then there was nothing to recover.
        var lateness = audit.LedgerTimes.Where(time => time > lastKill).DefaultIfEmpty(lastReady).First() - lastReady;
        Assert.True(lateness < RecoveryLimit, $"{summary}: the first entry after the last kill came {lateness} after the server was ready.");
        Directory.Delete(directory, recursive: true);
    }

    /// <summary>Sends runs and answers in batches and kills the server at a random moment of each.</summary>
    /// <returns>When the last kill was, and when the server was ready after it.</returns>
    private static async Task<(DateTimeOffset Killed, DateTimeOffset Ready)> UnderFireAsync(
        ServerProcess server, Customer customer, Random random, CancellationToken cancellationToken)
    {
        var starts = new List<Task>();
        var answers = new List<Task>();
        await server.StartAsync(cancellationToken);
        foreach (var batch in Enumerable.Range(0, Runs).Chunk(Batch))
        {
            starts.AddRange(batch.Select(customer.StartLedgerAsync));
            var approvals = Enumerable.Range(batch[0] / Batch * ApprovalsInBatch, ApprovalsInBatch).Select(customer.StartApprovalAsync).ToList();
            starts.AddRange(approvals);
            answers.Add(AnswerAsync(customer, approvals[0]));

            // Not a wait for something: the moment of the kill is what is being tried out.
            await Task.Delay(LongestLife * random.NextDouble(), cancellationToken);
            await server.KillAsync();
            if (batch[0] / Batch % 5 == 4)
            {
                server.Launch();
                await Task.Delay(LongestStart * random.NextDouble(), cancellationToken);
                await server.KillAsync();
            }

            await server.StartAsync(cancellationToken);
        }

        // The last kill falls when everything is accepted and much of it is under way.
        await Task.WhenAll(starts).WaitAsync(ServerProcess.Patience, cancellationToken);
        await server.KillAsync();
        await server.StartAsync(cancellationToken);
        var last = (server.KilledAt, server.ReadyAt);
        await Task.WhenAll(answers).WaitAsync(ServerProcess.Patience, cancellationToken);

        // A key that was used gives the same run again.
        await Task.WhenAll(Enumerable.Range(0, 10).Select(customer.StartLedgerAsync));
        return last;
    }

    /// <summary>Lets everything end: what was not answered must still be asked.</summary>
    private static async Task FinishAsync(ServerProcess server, Customer customer)
    {
        await customer.UntilAsync(statuses => statuses.Values.All(status => status is "success" or "error" or "timeout" or "waiting"));
        var open = await customer.OpenQuestionsAsync();
        var statuses = await customer.StatusesAsync();
        Assert.Equal(statuses.Where(pair => pair.Value == "waiting").Select(pair => pair.Key).Order(), open.Keys.Order());
        Assert.DoesNotContain(open.Keys, customer.Answered.ContainsKey);
        await Task.WhenAll(open.Keys.Select(customer.AnswerAsync));
        await customer.UntilAsync(statuses => statuses.Values.All(status => status is "success" or "error" or "timeout"));
        await server.KillAsync();
    }

    private static async Task AnswerAsync(Customer customer, Task<Guid> run) => await customer.AnswerAsync(await run);
}
