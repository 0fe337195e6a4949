using System.Text.Json;
using Baton.LedgerServer.Hosting;
using Baton.Postgres.Testing;

namespace Baton.Server.Tests.Kill;

/// <summary>kill -9 between a run and its indexing loses no message and doubles none, on one server and on several.</summary>
public sealed class MessageKillTests
{
    private const int Waves = 5;
    private const int RunsInWave = 4;

    // A dead server's hold on the log lasts for a while, and so does its hold on runs.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    [Fact]
    public async Task Every_answer_is_in_the_log_once_however_often_the_server_is_killed_right_after_it()
    {
        var stop = TestContext.Current.CancellationToken;
        var directory = Directory.CreateTempSubdirectory("baton-messages-").FullName;
        await using var server = new ServerProcess(directory);
        using var customer = new Customer(server, stop);
        await server.StartAsync(stop);
        for (var wave = 0; wave < Waves; wave++)
        {
            var runs = await Task.WhenAll(Enumerable.Range(wave * RunsInWave, RunsInWave).Select(customer.StartApprovalAsync));
            await Task.WhenAll(runs.Select(customer.AnswerAsync));
            await server.KillAsync();
            await server.StartAsync(stop);
        }

        await AssertLoggedAsync(server, customer);
        Directory.Delete(directory, recursive: true);
    }

    [Fact]
    public async Task Of_several_servers_another_goes_on_where_the_one_that_indexed_was_killed()
    {
        var stop = TestContext.Current.CancellationToken;
        var directory = Directory.CreateTempSubdirectory("baton-messages-").FullName;
        using var database = PostgresServer.Create();
        string[] arguments = ["--store", StoreChoice.Postgres, "--connection", database.ConnectionString];
        await using var first = new ServerProcess(Path.Combine(directory, "a"), arguments);
        await using var second = new ServerProcess(Path.Combine(directory, "b"), arguments);
        await first.StartAsync(stop);
        await second.StartAsync(stop);
        using var early = new Customer(first, stop);
        using var late = new Customer(second, stop);

        // Of whichever of the two indexes: the first began to before the second was there.
        await AnswerAsync(early, 0);
        await first.KillAsync();
        await AnswerAsync(late, RunsInWave);

        await AssertLoggedAsync(second, early);
        await AssertLoggedAsync(second, late);
        Directory.Delete(directory, recursive: true);
    }

    private static async Task AnswerAsync(Customer customer, int first) =>
        await Task.WhenAll((await Task.WhenAll(Enumerable.Range(first, RunsInWave).Select(customer.StartApprovalAsync))).Select(customer.AnswerAsync));

    /// <summary>Each run has its input, the question, the answer and the output, once each.</summary>
    private static async Task AssertLoggedAsync(ServerProcess server, Customer customer)
    {
        var stop = TestContext.Current.CancellationToken;
        using var client = new HttpClient { BaseAddress = await server.AddressAsync(stop) };
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limit.CancelAfter(Patience);
        foreach (var run in customer.Answered.Keys)
        {
            string[] kinds = [];
            while (kinds is not ["answer", "input", "output", "question"])
            {
                var body = JsonElement.Parse(await client.GetStringAsync(new Uri($"/ops/messages?run={run:D}", UriKind.Relative), stop));
                kinds = [.. body.GetProperty("messages").EnumerateArray().Select(message => message.GetProperty("kind").GetString()!).Order(StringComparer.Ordinal)];
                Assert.Equal(kinds.Distinct(), kinds);
                Assert.False(limit.IsCancellationRequested, $"{run:D}: {string.Join(", ", kinds)}\n{server.Output()}");
                await Task.Delay(Pause, stop);
            }
        }
    }
}
