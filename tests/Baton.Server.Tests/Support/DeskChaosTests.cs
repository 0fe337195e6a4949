using System.Collections.Concurrent;
using System.Net;
using Baton.Server.Tests.Cli;
using Microsoft.AspNetCore.Http;

namespace Baton.Server.Tests.Support;

/// <summary>The desk under fire: its models and the service that pays compensations are slow, fail and flap, and the server is killed in the middle.</summary>
public sealed class DeskChaosTests : IAsyncDisposable
{
    private const int Customers = 24;
    private const int Kills = 5;

    private readonly string _directory = Directory.CreateTempSubdirectory("baton-desk-chaos-").FullName;
    private BatonProcess? _process;

    public async ValueTask DisposeAsync()
    {
        if (_process is not null) await _process.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }

    [Fact]
    public async Task No_compensation_is_paid_twice_and_no_answer_is_lost()
    {
        var seed = int.TryParse(Environment.GetEnvironmentVariable("BATON_DESK_SEED"), out var given) ? given : Random.Shared.Next();
        var random = new Random(seed);
        var books = new ConcurrentDictionary<string, string>(StringComparer.Ordinal);
        var calls = 0;
        await using var models = await FlappingService.StartAsync(seed, DeskModel.AnswerAsync);
        await using var payments = await FlappingService.StartAsync(seed + 1, (http, measure) =>
        {
            Interlocked.Increment(ref calls);
            books[measure.GetProperty("id").GetString()!] = measure.GetProperty("request").GetString()!;
            http.Response.StatusCode = StatusCodes.Status204NoContent;
            return Task.CompletedTask;
        });
        var environment = Settings(models.Address, payments.Address);
        using var client = new DeskClient(_directory);

        var sent = Enumerable.Range(0, Customers).Select(number => OpenAsync(client, number)).ToList();
        _process = await ServeAsync(environment);
        for (var kill = 0; kill < Kills; kill++)
        {
            // Not a wait for something: the moment of the kill is what is being tried out.
            await Task.Delay(TimeSpan.FromMilliseconds(300 + random.Next(1200)), TestContext.Current.CancellationToken);
            await KillAsync(environment);
        }

        await Task.WhenAll(sent);
        var questions = await client.UntilAsync("/ops/inbox", inbox => inbox.Count == Customers);
        var answers = questions.Select(question => AnswerAsync(client, question.GetProperty("ticket").GetString()!)).ToList();
        await KillAsync(environment);
        await Task.WhenAll(answers);
        await client.UntilAsync("/ops/runs?graph=support_desk&limit=100", runs => runs.Count(run => run.GetProperty("status").GetString() == "success") == Customers);

        var summary = $"seed {seed}: {Customers} requests, {Kills + 1} kills, {models.Faults} faults of models, {payments.Faults} of payments, {calls} calls for {books.Count} compensations";
        TestContext.Current.TestOutputHelper?.WriteLine(summary);
        Console.WriteLine(summary);
        foreach (var number in Enumerable.Range(0, Customers)) await CheckAsync(client, number, books, summary);
        foreach (var question in questions) await CheckTakenAsync(client, question.GetProperty("ticket").GetString()!);
    }

    private static Dictionary<string, string> Settings(string models, string payments) => new(StringComparer.Ordinal)
    {
        ["BATON__MODELS__DEFAULT__PROVIDER"] = "openai",
        ["BATON__MODELS__DEFAULT__MODEL"] = "m",
        ["BATON__MODELS__DEFAULT__BASE_URL"] = models,
        ["BATON__AGENTS__POLICIES__BACKOFF"] = "100ms",
        ["BATON__AGENTS__POLICIES__MAX_BACKOFF"] = "1s",
        ["BATON__AGENTS__CIRCUIT__BREAK"] = "1s",
        ["BATON__SUPPORT__AUTHORITY__URL"] = payments + "/measures",
    };

    private static async Task OpenAsync(DeskClient client, int number) => await client.SendAsync(
        HttpMethod.Post,
        $"/threads/customer-{number}/runs",
        $"message-{number}",
        new { assistant_id = "support_desk", input = new { user_id = $"u{number}", message = "This is a complaint, I want a manager" }, if_not_exists = "create" });

    private static async Task AnswerAsync(DeskClient client, string ticket)
    {
        var (status, body) = await client.SendAsync(
            HttpMethod.Post, $"/ops/inbox/{ticket}", $"answer-{ticket}", new { value = new { action = "resolve", by = "anna", text = "It is settled." } });
        Assert.True(status == HttpStatusCode.OK, body.ToString());
    }

    private static async Task CheckTakenAsync(DeskClient client, string ticket)
    {
        var (status, body) = await client.SendAsync(HttpMethod.Post, $"/ops/inbox/{ticket}", null, new { value = new { action = "resolve", by = "ben", text = "Mine." } });
        Assert.Equal(HttpStatusCode.Conflict, status);
        Assert.Contains("BTN", body.ToString());
    }

    private static async Task CheckAsync(DeskClient client, int number, ConcurrentDictionary<string, string> books, string summary)
    {
        var (_, state) = await client.SendAsync(HttpMethod.Get, $"/threads/customer-{number}/state");
        var speakers = state.GetProperty("values").GetProperty("messages").EnumerateArray()
            .Select(message => message.TryGetProperty("name", out var name) ? name.GetString() : "customer").ToList();
        Assert.True(speakers is ["customer", "escalation", "anna"], $"{summary}: customer-{number} heard {string.Join(", ", speakers)}");
        var paid = books.Count(pair => pair.Value == $"customer-{number}");
        Assert.True(paid <= 1, $"{summary}: customer-{number} was paid {paid} times");
    }

    private async Task<BatonProcess> ServeAsync(Dictionary<string, string> environment) => (await BatonProcess.ServeAsync(_directory, environment: environment)).Process;

    private async Task KillAsync(Dictionary<string, string> environment)
    {
        await _process!.DisposeAsync();
        _process = await ServeAsync(environment);
    }
}
